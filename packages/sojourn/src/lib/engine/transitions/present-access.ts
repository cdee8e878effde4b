import type { AccessTimes } from '../access-token.ts'
import type { SessionRecord } from '../record.ts'
import { type DecideContext, type Decision, unchanged } from './decide.ts'

/** An access token as it was presented. */
export interface PresentedAccess extends AccessTimes {
  readonly serial: number
}

export type PresentOutcome =
  | { readonly status: 'accepted' }
  | {
      readonly status: 'refused'
      readonly code:
        | 'access/expired'
        | 'access/unknown'
        | 'session/revoked'
        | 'credential/rotated'
        | 'credential/wrong-kind'
    }

/**
 * The first use of a candidate's access token confirms the candidate; the use of another candidate's afterwards is
 * theft. Tokens of past serials and tokens issued under an earlier authentication are no evidence of either.
 */
export function decidePresentAccess(
  record: SessionRecord,
  presented: PresentedAccess,
  { now }: DecideContext,
): Decision<PresentOutcome> {
  const { chain, auth, id, userId } = record
  const { serial } = presented
  if (!chain || !auth) return unchanged({ status: 'refused', code: 'credential/wrong-kind' })
  if (now >= presented.expiresAt || presented.authAt !== auth.at) {
    return unchanged({ status: 'refused', code: 'access/expired' })
  }
  if (serial > chain.head) return unchanged({ status: 'refused', code: 'access/unknown' })
  if (serial <= chain.base || serial === chain.confirmed) return unchanged({ status: 'accepted' })
  if (chain.confirmed === null) {
    return {
      next: { ...record, lastSeenAt: now, chain: { ...chain, confirmed: serial } },
      outcome: { status: 'accepted' },
      events: [{ type: 'refresh/confirmed', details: { id, userId, serial } }],
    }
  }
  return {
    next: { kind: 'ended', reason: 'theft' },
    outcome: { status: 'refused', code: 'session/revoked' },
    events: [{ type: 'refresh/theft', details: { id, userId, serial } }],
  }
}
