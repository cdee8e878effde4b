import type { Authentication, SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import type { DecideContext, Decision } from './decide.ts'

/** An authentication that has just taken place; without roles the person keeps those of before. */
export interface NewAuthentication extends Pick<Authentication, 'methods' | 'level'> {
  readonly roles: readonly string[] | null
}

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
  auth: NewAuthentication,
  context: DecideContext,
): Decision<StepUpOutcome | { readonly status: 'refused'; readonly code: 'session/none' }> {
  const { id, userId } = record
  if (!record.auth || userId === null) {
    return { next: 'unchanged', outcome: { status: 'refused', code: 'session/none' }, events: [] }
  }
  const { algebra, now } = context
  const secret = record.secret && algebra.random()
  const next: SessionRecord = {
    ...renewAuthentication(record, record.auth, auth, context),
    secret: secret && { hash: algebra.digest(secret), rotatedAt: now },
  }
  return {
    next,
    outcome: { status: 'stepped-up', record: next, secret },
    events: [{ type: 'auth/stepped-up', details: { id, userId, methods: auth.methods, level: auth.level } }],
  }
}

/** The record as a new authentication leaves it, still with its secret: both time-outs begin anew. */
export function renewAuthentication(
  record: SessionRecord,
  before: Authentication,
  auth: NewAuthentication,
  { now, policy }: DecideContext,
): SessionRecord {
  return {
    ...record,
    // never the same time twice: access tokens name the authentication that they were issued under
    auth: { ...auth, roles: auth.roles ?? before.roles, at: Math.max(now, before.at + 1) },
    lastSeenAt: now,
    expiresAt: now + policy.lifetimes[record.client.kind].absoluteTimeoutMs,
  }
}
