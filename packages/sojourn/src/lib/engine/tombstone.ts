import { forgetAfter } from './expiry.ts'
import type { EndReason, TombstoneDraft } from './store.ts'

/** A tombstone that stays for as long as the session's credentials could live. */
export function tombstoneOf(reason: EndReason, endedAt: number, credentialsUntil: number): TombstoneDraft {
  return { reason, endedAt, keepUntil: forgetAfter(Math.max(endedAt, credentialsUntil)) }
}
