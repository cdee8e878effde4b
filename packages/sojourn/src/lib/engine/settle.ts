import { encodeRecord } from './codec.ts'
import type { EventHub } from './events.ts'
import { keepUntilOf } from './expiry.ts'
import type { Policy } from './policy.ts'
import type { SessionRecord } from './record.ts'
import type { SecretAlgebra } from './secret-algebra.ts'
import type { RequestContext } from './session.ts'
import { isSessionId, type SessionId } from './session-id.ts'
import { SojournError } from './sojourn-error.ts'
import type { EndReason, Found, SessionStore, StoredSession } from './store.ts'
import { tombstoneOf } from './tombstone.ts'
import {
  type DecidedEvent,
  type Decision,
  decide,
  type Ended,
  type Expired,
  type Rule,
} from './transitions/decide.ts'

/** The outcome when there is no live session to decide on. */
export type Absent = {
  readonly status: 'refused'
  readonly code: 'session/unknown' | 'session/revoked' | 'session/expired'
}

/** An outcome that stands in the store, with the record as it was right after it. */
export interface Settled<Outcome> {
  readonly outcome: Outcome | Expired | Absent
  /** Null when the session is not alive. */
  readonly record: SessionRecord | null
}

/** Decides a rule on a session and writes what it decided. */
export type Settle = <Outcome>(
  id: SessionId,
  rule: Rule<Outcome>,
  context?: RequestContext | null,
  /** `decideOnDormant` for what wakes a session; default `decide`. */
  decideBy?: typeof decide,
) => Promise<Settled<Outcome>>

export interface SettleOptions {
  readonly store: SessionStore
  readonly events: EventHub
  readonly policy: Policy
  readonly algebra: SecretAlgebra
  readonly now: () => number
  readonly doubtedNow: () => number | null
  /** Reads a stored session. */
  readonly recordOf: (stored: StoredSession) => SessionRecord
}

/** A settlement that waits in its session's lane. */
interface Waiting {
  readonly rule: Rule<unknown>
  readonly context: RequestContext | null
  readonly decideBy: typeof decide
  resolve(settled: Settled<unknown>): void
  reject(error: unknown): void
}

/** What a lane's waiting rules come to together: one write at the most. */
interface Folded {
  readonly next: SessionRecord | Ended | 'unchanged'
  /** Where the request came from by whose rule the session ends. */
  readonly endedFrom: RequestContext | null
  readonly answers: readonly (() => void)[]
  readonly events: readonly { readonly event: DecidedEvent; readonly context: RequestContext | null }[]
}

/** How often a lane decides again after somebody else's write before it gives up. */
const mostConflicts = 200

/**
 * Makes the one place that writes sessions. One lane a session: what waits together is folded into one decision and
 * one write, and decided again on the fresh record when another process was quicker. Nobody's write is lost.
 */
export function createSettle({
  store,
  events,
  policy,
  algebra,
  now,
  doubtedNow,
  recordOf,
}: SettleOptions): Settle {
  const lanes = new Map<SessionId, Waiting[]>()

  async function drain(id: SessionId, lane: Waiting[]): Promise<void> {
    await null // what arrives in the same tick goes along
    while (lane.length > 0) {
      const batch = lane.splice(0) // taken before the read: each is decided on a record read after it arrived
      try {
        await settleBatch(id, batch)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    lanes.delete(id)
  }

  async function settleBatch(id: SessionId, batch: readonly Waiting[]): Promise<void> {
    let found = isSessionId(id) ? await store.find(id) : null
    for (let conflicts = 0; conflicts <= mostConflicts; conflicts++) {
      if (found?.kind !== 'live') {
        for (const { resolve } of batch) resolve({ outcome: absent(found), record: null })
        return
      }
      const record = recordOf(found)
      const folded = fold(record, batch)
      const conflict = await write(record, folded)
      if (!conflict) {
        for (const { event, context } of folded.events) events.emit(event.type, event.details, context)
        for (const answer of folded.answers) answer()
        return
      }
      found = conflict.current
    }
    throw new SojournError(
      'store/busy',
      `session ${id}: overtaken ${mostConflicts} times by other writers; try again`,
    )
  }

  function fold(record: SessionRecord, batch: readonly Waiting[]): Folded {
    const context = { now: now(), doubtedNow: doubtedNow(), policy, algebra }
    const answers: (() => void)[] = []
    const told: { event: DecidedEvent; context: RequestContext | null }[] = []
    let current: SessionRecord | Ended = record
    let endedFrom: RequestContext | null = null
    for (const waiting of batch) {
      if (isEnded(current)) {
        const settled = { outcome: endedOutcome(current.reason), record: null }
        answers.push(() => waiting.resolve(settled))
        continue
      }
      try {
        const decision: Decision<unknown> = waiting.decideBy(current, waiting.rule, context)
        const { next, outcome, events: decided } = decision
        if (next !== 'unchanged') current = isEnded(next) ? next : { ...next, version: record.version + 1 }
        if (isEnded(current)) endedFrom = waiting.context
        const settled = { outcome, record: isEnded(current) ? null : current }
        answers.push(() => waiting.resolve(settled))
        told.push(...decided.map((event) => ({ event, context: waiting.context })))
      } catch (error) {
        answers.push(() => waiting.reject(error))
      }
    }
    return { next: current === record ? 'unchanged' : current, endedFrom, answers, events: told }
  }

  async function write(
    record: SessionRecord,
    { next, endedFrom }: Folded,
  ): Promise<{ readonly current: Found } | null> {
    if (next === 'unchanged') return null
    if (isEnded(next)) return end(record, next.reason, endedFrom)
    const result = await store.replace(encodeRecord(next, keepUntilOf(next, policy)), {
      announce: isNoticeable(record, next),
    })
    return result.status === 'conflict' ? result : null
  }

  /**
   * Ends a session only as it was when that was decided: first it takes the record's place with one that is dead to
   * everybody, and whoever was quicker is heard again.
   */
  async function end(
    record: SessionRecord,
    reason: EndReason,
    from: RequestContext | null,
  ): Promise<{ readonly current: Found } | null> {
    const { id, userId, createdAt } = record
    const doomed = { ...record, version: record.version + 1, expiresAt: createdAt }
    const claimed = await store.replace(encodeRecord(doomed, keepUntilOf(record, policy)), {
      announce: true,
      ending: true,
    })
    if (claimed.status === 'conflict') return claimed
    const tombstone = tombstoneOf(reason, now(), record.expiresAt)
    if (reason === 'theft' && policy.theftEnds === 'user' && userId !== null) {
      const ended = await store.endUser(userId, { tombstone })
      for (const each of ended) events.emit('session/ended', { id: each, userId, reason }, from)
      events.emit('user/ended', { userId, count: ended.length, reason }, from)
    } else if (await store.end(id, tombstone)) {
      events.emit('session/ended', { id, userId, reason }, from)
    }
    return null
  }

  return (id, rule, context = null, decideBy = decide) =>
    new Promise((resolve, reject) => {
      // a lane holds rules of many outcomes; each promise gets its own rule's
      const waiting: Waiting = { rule, context, decideBy, resolve: resolve as Waiting['resolve'], reject }
      const lane = lanes.get(id)
      if (lane) {
        lane.push(waiting)
      } else {
        const opened = [waiting]
        lanes.set(id, opened)
        void drain(id, opened)
      }
    })
}

/** The outcome for a session that is not there. */
export function absent(found: Exclude<Found, { kind: 'live' }>): Absent {
  return found ? endedOutcome(found.reason) : { status: 'refused', code: 'session/unknown' }
}

function endedOutcome(reason: EndReason): Absent {
  const expired = reason === 'expired' || reason === 'idle'
  return { status: 'refused', code: expired ? 'session/expired' : 'session/revoked' }
}

function isEnded(next: SessionRecord | Ended | 'unchanged'): next is Ended {
  return typeof next === 'object' && 'kind' in next
}

/** Whether a reader of a cached session could notice the change: a rotation alone changes nothing that is cached. */
function isNoticeable(before: SessionRecord, after: SessionRecord): boolean {
  return (
    before.data !== after.data ||
    before.auth !== after.auth ||
    before.secret !== after.secret ||
    before.client !== after.client ||
    before.dormantSince !== after.dormantSince ||
    before.expiresAt !== after.expiresAt
  )
}
