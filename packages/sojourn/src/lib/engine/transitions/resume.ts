import type { SessionRecord } from '../record.ts'
import type { Secret } from '../secret-algebra.ts'
import { type DecideContext, type Decision, unchanged } from './decide.ts'
import { decidePresentSession } from './present-session.ts'
import { type NewAuthentication, renewAuthentication } from './step-up.ts'

export type ResumeOutcome =
  | { readonly status: 'resumed'; readonly secret: Secret }
  | {
      readonly status: 'refused'
      readonly code: 'auth/insufficient' | 'credential/rotated' | 'session/none'
    }

/**
 * Wakes an idle session for who holds its secret, and has a new secret take its place. An authentication of the session's
 * level begins both time-outs anew. At level 2 a password or a biometric alone will do, and begins the idle time-out
 * only: the session stays as it was authenticated before. Level 3 asks for all factors.
 * (SP 800-63B-4 §2.2.3, §2.3.3)
 */
export function decideResume(
  record: SessionRecord,
  presented: { readonly secret: Secret; readonly auth: NewAuthentication },
  context: DecideContext,
): Decision<ResumeOutcome> {
  const { outcome } = decidePresentSession(record, presented, context)
  if (outcome.status === 'refused') return unchanged({ status: 'refused', code: 'credential/rotated' })
  const { id, userId, auth: before } = record
  if (before === null) return unchanged({ status: 'refused', code: 'session/none' })
  const { methods, level } = presented.auth
  const isFull = level >= before.level
  if (!isFull && !(before.level === 2 && methods.some((method) => aloneAtLevel2.has(method)))) {
    return unchanged({ status: 'refused', code: 'auth/insufficient' })
  }
  const { algebra, now } = context
  const secret = algebra.random()
  const awake = isFull ? renewAuthentication(record, before, presented.auth, context) : record
  return {
    next: {
      ...awake,
      secret: { hash: algebra.digest(secret), rotatedAt: now },
      lastSeenAt: now,
      dormantSince: null,
    },
    outcome: { status: 'resumed', secret },
    events: [{ type: 'session/resumed', details: { id, userId, methods, level } }],
  }
}

/** A password, or a biometric by its name in RFC 8176. */
const aloneAtLevel2: ReadonlySet<string> = new Set(['pwd', 'face', 'fpt', 'iris', 'retina', 'vbm'])
