import type { Authentication, SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import type { DecideContext, Decision } from './decide.ts'

export interface StepUpOutcome {
  readonly status: 'stepped-up'
  readonly record: SessionRecord
  /** The new session token's secret; null for a native client, whose older access tokens die instead. */
  readonly secret: Secret | null
}

/**
 * A new authentication: both time-outs begin anew and the old session token, or older access tokens, are dead at once.
 * (SP 800-63B-4 §5.2, ASVS 5.0 §7.2.4)
 */
export function decideStepUp(
  record: SessionRecord,
  auth: Pick<Authentication, 'methods' | 'level'> & { readonly roles: readonly string[] | null },
  { algebra, now, policy }: DecideContext,
): Decision<StepUpOutcome | { readonly status: 'refused'; readonly code: 'session/none' }> {
  const { id, userId, client } = record
  if (!record.auth || userId === null) {
    return { next: 'unchanged', outcome: { status: 'refused', code: 'session/none' }, events: [] }
  }
  const secret = record.secret && algebra.random()
  const next: SessionRecord = {
    ...record,
    // never the same time twice: access tokens name the authentication that they were issued under
    auth: { ...auth, roles: auth.roles ?? record.auth.roles, at: Math.max(now, record.auth.at + 1) },
    secret: secret && { hash: algebra.digest(secret), rotatedAt: now },
    lastSeenAt: now,
    expiresAt: now + policy.lifetimes[client.kind].absoluteTimeoutMs,
  }
  return {
    next,
    outcome: { status: 'stepped-up', record: next, secret },
    events: [{ type: 'auth/stepped-up', details: { id, userId, methods: auth.methods, level: auth.level } }],
  }
}
