import { forgetAfter } from './expiry.ts'
import type { SessionId } from './session-id.ts'
import type { Seen, SessionStore } from './store.ts'

/** When a session was seen last. */
export interface Sighting {
  readonly id: SessionId
  readonly lastSeenAt: number
  /** What its record said when it was read. */
  readonly recordedAt: number
  /** When the session's absolute lifetime is over. */
  readonly sessionEndsAt: number
  readonly idleTimeoutMs: number
}

/** Last-seen times that wait to be written. */
export interface TouchBatch {
  /** Keeps a sighting until it is written, unless the record says nearly the same; the latest time wins. */
  note(sighting: Sighting): void
  /** The latest time that waits for this session, or 0. */
  latest(id: SessionId): number
  /** Writes what waits. What could not be written waits on until its session has expired, or others need the room. */
  flush(): Promise<void>
  /** Writes what waits and stops. */
  close(): Promise<void>
}

export interface TouchBatchOptions {
  readonly store: Pick<SessionStore, 'touch'>
  /** How often, in milliseconds: a session's time is written at most once in it, and at the latest after it. */
  readonly everyMs: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The most sessions that wait for a store which fails; those seen longest ago are dropped. Default 100,000. */
  readonly mostWaiting?: number
  /** Called before each flush: whoever keeps sightings of its own notes them now. */
  readonly collect?: () => void
  readonly onFailure: (error: unknown) => void
}

/** The most sessions in one call of the store. */
const chunkSize = 500

export function createTouchBatch(options: TouchBatchOptions): TouchBatch {
  const { store, everyMs, now, mostWaiting = 100_000, collect, onFailure } = options
  let waiting = new Map<SessionId, Sighting>()
  let underWay: ReadonlyMap<SessionId, Sighting> = new Map()
  let flushing: Promise<void> | null = null

  const note = (sighting: Sighting): void => {
    if (sighting.lastSeenAt < sighting.recordedAt + everyMs / 60) return
    const before = waiting.get(sighting.id)
    if (before !== undefined && before.lastSeenAt >= sighting.lastSeenAt) return
    waiting.delete(sighting.id) // the one seen last stands last
    waiting.set(sighting.id, sighting)
  }
  const seenOf = (sighting: Sighting): Seen => ({
    id: sighting.id,
    lastSeenAt: sighting.lastSeenAt,
    keepUntil: forgetAfter(deadlineOf(sighting)),
  })
  const putBack = (unwritten: readonly Sighting[]): void => {
    const time = now()
    const seenAgain = waiting
    const kept = unwritten.filter((sighting) => !seenAgain.has(sighting.id) && deadlineOf(sighting) > time)
    const dropped = Math.max(0, kept.length + seenAgain.size - mostWaiting)
    waiting = new Map([
      ...kept.slice(dropped).map((sighting) => [sighting.id, sighting] as const),
      ...seenAgain,
    ])
  }
  const writeAll = async (): Promise<void> => {
    collect?.()
    underWay = waiting
    waiting = new Map()
    const sightings = [...underWay.values()]
    for (let at = 0; at < sightings.length; at += chunkSize) {
      try {
        await store.touch(sightings.slice(at, at + chunkSize).map(seenOf))
      } catch (error) {
        putBack(sightings.slice(at))
        onFailure(error)
        break
      }
    }
    underWay = new Map()
  }
  const flush = (): Promise<void> => {
    flushing ??= writeAll().finally(() => {
      flushing = null
    })
    return flushing
  }
  const timer = setInterval(flush, everyMs).unref()
  return {
    note,
    latest: (id) => Math.max(waiting.get(id)?.lastSeenAt ?? 0, underWay.get(id)?.lastSeenAt ?? 0),
    flush,
    async close() {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}

/** When a session that was seen then expires, unless it is seen again. */
function deadlineOf({ lastSeenAt, sessionEndsAt, idleTimeoutMs }: Sighting): number {
  return Math.min(sessionEndsAt, lastSeenAt + idleTimeoutMs)
}
