import type { Refusal } from './request-session.ts'

/** Whether the session is gone for certain, so that nothing is left to end. */
export function isOver(refusal: Refusal): boolean {
  return refusal === 'session/expired' || refusal === 'session/revoked' || refusal === 'session/unknown'
}

/** Whether the cookie can never count again, so that a new one may take its place. */
export function isFinal(refusal: Refusal | null): boolean {
  return refusal === null || !passing.has(refusal)
}

const passing: ReadonlySet<Refusal> = new Set<Refusal>([
  'credential/unknown-key',
  'request/insecure',
  'record/corrupt', // the store may be restored
])

/**
 * Whether a cookie is of no use to anyone. Not so after `session/revoked` and `credential/rotated`, when a newer cookie
 * may stand in the browser already, and after whatever may pass.
 */
export function isHopeless(refusal: Refusal): boolean {
  return hopeless.has(refusal)
}

const hopeless: ReadonlySet<Refusal> = new Set<Refusal>([
  'session/expired',
  'session/unknown',
  'credential/malformed',
  'credential/wrong-kind',
])
