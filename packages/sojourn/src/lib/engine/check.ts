import { hash } from 'node:crypto'
import { type AccessTimes, unpackAccessTimes } from './access-token.ts'
import type { Clock, SteadyClock } from './clock.ts'
import type { Core } from './core.ts'
import { absoluteDeadline } from './expiry.ts'
import type { Lease } from './lease.ts'
import type { CachedSession, NearCache } from './near-cache.ts'
import type { SessionRecord } from './record.ts'
import type { RequestContext, Session } from './session.ts'
import { createSessionView } from './session-view.ts'
import { absent } from './settle.ts'
import type { RefusalCode, Verdict } from './sojourn.ts'
import { parseToken, type TokenContent, tokenLength } from './token.ts'
import type { TouchBatch } from './touch-batch.ts'
import { decide, type Rule } from './transitions/decide.ts'
import { decidePresentAccess, type PresentOutcome } from './transitions/present-access.ts'
import { decidePresentSession } from './transitions/present-session.ts'

export interface CheckOptions {
  readonly core: Core
  readonly clock: Clock
  readonly time: SteadyClock
  readonly touches: TouchBatch
  /** Null when sessions are read from the store each time. */
  readonly near: { readonly cache: NearCache; readonly lease: Lease } | null
}

/** Entries are read again after this time, whatever happens. */
const rereadAfterMs = 60_000
/** Sessions with more data than this, in bytes of JSON, are not kept in the near-cache. */
const mostCachedBytes = 1024

/** Makes `peek` and `check`. */
export function createCheck({ core, clock, time, touches, near }: CheckOptions): {
  peek(token: string): Session | undefined
  check(token: string, context?: RequestContext): Promise<Verdict>
} {
  const { policy, store, events, contexts } = core

  function peek(token: string): Session | undefined {
    if (near === null || typeof token !== 'string' || token.length !== tokenLength) return undefined
    const wall = clock.now() // read once: reading both clocks takes a third as long as the SHA-256
    const monotonic = clock.monotonic()
    if (!near.lease.valid(wall, monotonic)) return undefined
    const now = time.now(wall, monotonic)
    return near.cache.present(digestOf(token), now, Math.max(now, wall))
  }

  async function check(token: string, context?: RequestContext): Promise<Verdict> {
    const cached = peek(token)
    if (cached) return { status: 'live', session: cached }
    const parsed = parseToken(core.ring, token)
    if (parsed.status === 'refused') return refused(null, parsed.code, context)
    const { content } = parsed
    const presented = presentedBy(content)
    if (presented === null) return refused(content.id, 'credential/wrong-kind', context)
    const verdict = await read(token, content, presented, context)
    return verdict ?? settle(content, presented, context)
  }

  /** Judges by one read; undefined when presenting the token changes the record. */
  async function read(
    token: string,
    { id }: TokenContent,
    presented: Presented,
    context?: RequestContext,
  ): Promise<Verdict | undefined> {
    const fill = near?.cache.beginFill(id)
    try {
      const readAt = core.now()
      const found = await store.find(id)
      if (found?.kind !== 'live') return refused(id, absent(found).code, context)
      const record = core.recordOf(found)
      const { next, outcome } = decide(record, presented.rule, {
        policy,
        algebra: core.algebra,
        now: core.now(),
        doubtedNow: core.doubtedNow(),
      })
      if (next !== 'unchanged') return undefined
      if (outcome.status === 'refused') return refused(id, outcome.code, context)
      if (presented.times === null) contexts.presented(record, context)
      const view = createSessionView(record, policy)
      const cached = cachedSession(record, view, presented.times, readAt)
      if (found.bytes.length <= mostCachedBytes) fill?.complete(digestOf(token), cached)
      const { sessionEndsAt, idleTimeoutMs } = cached
      touches.note({
        id,
        lastSeenAt: core.now(),
        recordedAt: record.lastSeenAt,
        sessionEndsAt,
        idleTimeoutMs,
      })
      return { status: 'live', session: view }
    } finally {
      fill?.release()
    }
  }

  async function settle(
    { id }: TokenContent,
    { rule }: Presented,
    context?: RequestContext,
  ): Promise<Verdict> {
    const { outcome, record } = await core.settle(id, rule, context)
    if (outcome.status === 'refused' || record === null) {
      return refused(id, outcome.status === 'refused' ? outcome.code : 'session/unknown', context)
    }
    return { status: 'live', session: createSessionView(record, policy) }
  }

  function cachedSession(
    record: SessionRecord,
    session: Session,
    times: AccessTimes | null,
    readAt: number,
  ): CachedSession {
    const lifetime = policy.lifetimes[record.userId === null ? 'anonymous' : record.client.kind]
    const idleTimeoutMs = lifetime.idleTimeoutMs ?? Infinity
    const sessionEndsAt = absoluteDeadline(record, policy)
    const endsAt = Math.min(sessionEndsAt, record.lastSeenAt + idleTimeoutMs)
    return {
      session,
      version: record.version,
      freshUntil: Math.min(readAt + rereadAfterMs, endsAt, times?.expiresAt ?? Infinity),
      sessionEndsAt,
      idleTimeoutMs,
    }
  }

  function refused(id: TokenContent['id'] | null, code: RefusalCode, context?: RequestContext): Verdict {
    events.emit('credential/refused', { id, code }, context)
    return { status: 'refused', code }
  }

  return { peek, check }
}

interface Presented {
  readonly rule: Rule<PresentOutcome>
  readonly times: AccessTimes | null
}

function presentedBy({ kind, serial, secret }: TokenContent): Presented | null {
  if (kind === 'session') {
    return { rule: (record, context) => decidePresentSession(record, { secret }, context), times: null }
  }
  if (kind === 'refresh') return null
  const times = unpackAccessTimes(secret)
  return { rule: (record, context) => decidePresentAccess(record, { serial, ...times }, context), times }
}

/** A key of the near-cache: 32 characters, one for each byte. */
function digestOf(token: string): string {
  return hash('sha256', token, 'binary')
}
