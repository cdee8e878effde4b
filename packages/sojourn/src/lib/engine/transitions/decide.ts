import type { EventDetails, EventType } from '../events.ts'
import { expiryReason, isResumable } from '../expiry.ts'
import type { Policy } from '../policy.ts'
import { lastWriteOf, type SessionRecord } from '../record.ts'
import type { SecretAlgebra } from '../secret-algebra.ts'
import { SojournError } from '../sojourn-error.ts'
import type { EndReason } from '../store.ts'

/** What a rule may know beside the record. */
export interface DecideContext {
  readonly now: number
  /** What a wall clock says that has just jumped ahead and is not believed yet. */
  readonly doubtedNow?: number | null
  readonly policy: Policy
  readonly algebra: SecretAlgebra
}

/** That the session ends. */
export interface Ended {
  readonly kind: 'ended'
  readonly reason: EndReason
}

/** An event that is told once the decision stands in the store. */
export type DecidedEvent = {
  readonly [Type in EventType]: { readonly type: Type; readonly details: EventDetails[Type] }
}[EventType]

/** What a rule decided: what to write, what to answer, what to tell. */
export interface Decision<Outcome> {
  readonly next: SessionRecord | Ended | 'unchanged'
  readonly outcome: Outcome
  readonly events: readonly DecidedEvent[]
}

/** One rule: a pure function of a live record and the context. */
export type Rule<Outcome> = (record: SessionRecord, context: DecideContext) => Decision<Outcome>

/** The outcome when the session is found to have expired. */
export interface Expired {
  readonly status: 'refused'
  /** `session/idle` when it waits to be resumed. */
  readonly code: 'session/expired' | 'session/idle'
}

/**
 * Applies a rule to a record. Here, once for all rules: an expired session ends whatever was asked, or waits to be
 * resumed when it was idle and the policy says so, and no clock reading is behind the record's last write.
 *
 * @throws `clock/uncertain` when that depends on a jump of the clock that is doubted: nothing is ended then
 */
export function decide<Outcome>(
  record: SessionRecord,
  rule: Rule<Outcome>,
  context: DecideContext,
): Decision<Outcome | Expired> {
  const now = Math.max(context.now, lastWriteOf(record))
  const reason = expiryReason(record, context.policy, now)
  if (reason === 'idle' && isResumable(record, context.policy)) return fallDormant(record, now)
  if (reason) {
    return {
      next: { kind: 'ended', reason },
      outcome: { status: 'refused', code: 'session/expired' },
      events: [],
    }
  }
  const { doubtedNow = null } = context
  if (doubtedNow !== null && expiryReason(record, context.policy, doubtedNow)) {
    throw new SojournError(
      'clock/uncertain',
      'the clock of this machine has jumped ahead; whether the session has expired is not known for a minute',
    )
  }
  return rule(record, { ...context, now })
}

/** As `decide`, for the rules that wake a session: they also meet one that was idle and waits to be resumed. */
export function decideOnDormant<Outcome>(
  record: SessionRecord,
  rule: Rule<Outcome>,
  context: DecideContext,
): Decision<Outcome | Expired> {
  const now = Math.max(context.now, lastWriteOf(record))
  const isDormant =
    expiryReason(record, context.policy, now) === 'idle' && isResumable(record, context.policy)
  return isDormant ? rule(record, { ...context, now }) : decide(record, rule, context)
}

/** Nothing revives it but `resume`: the record says that it was idle, whatever a clock or a late sighting says. */
function fallDormant(record: SessionRecord, now: number): Decision<Expired> {
  const outcome = { status: 'refused', code: 'session/idle' } as const
  if (record.dormantSince !== null) return unchanged(outcome)
  const { id, userId } = record
  return {
    next: { ...record, dormantSince: now },
    outcome,
    events: [{ type: 'session/idle', details: { id, userId } }],
  }
}

/** A decision that changes nothing. */
export function unchanged<Outcome>(
  outcome: Outcome,
  events: readonly DecidedEvent[] = [],
): Decision<Outcome> {
  return { next: 'unchanged', outcome, events }
}
