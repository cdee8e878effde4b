import { forgetAfter } from './expiry.ts'
import type { SessionId } from './session-id.ts'
import type { Seen, SessionStore } from './store.ts'

/** When a session was seen last. Its owner moves the time on, also while it waits to be written. */
export interface Sighting {
  readonly session: { readonly id: SessionId }
  /** When the session's absolute lifetime is over. */
  readonly sessionEndsAt: number
  readonly idleTimeoutMs: number
  /** In milliseconds since `beganAt`: V8 keeps small whole numbers in the object itself. */
  seenAfterMs: number
  /** Whether a batch has it: then nobody needs to be told that it moves on. */
  waiting: boolean
}

/** Last-seen times that wait to be written. */
export interface TouchBatch {
  /** What sightings count from, in milliseconds since the epoch. */
  readonly beganAt: number
  /** Sightings closer together than this, in milliseconds, need not be noted. */
  readonly resolutionMs: number
  /** Keeps a sighting until it is written; the latest time wins. */
  note(sighting: Sighting): void
  /** The latest time that waits for this session, or 0. */
  latest(id: SessionId): number
  /** Writes what waits. What could not be written waits on. */
  flush(): Promise<void>
  /** Writes what waits and stops. */
  close(): Promise<void>
}

export interface TouchBatchOptions {
  readonly store: Pick<SessionStore, 'touch'>
  /** How often, in milliseconds: a session's time is written at most once in it, and at the latest after it. */
  readonly everyMs: number
  /** Milliseconds since the epoch. */
  readonly beganAt: number
  readonly onFailure: (error: unknown) => void
}

/** The most sessions in one call of the store. */
const chunkSize = 500

export function createTouchBatch(options: TouchBatchOptions): TouchBatch {
  const { store, everyMs, beganAt, onFailure } = options
  let waiting = new Map<SessionId, Sighting>()
  let underWay: ReadonlyMap<SessionId, Sighting> = new Map()
  let flushing: Promise<void> | null = null

  const note = (sighting: Sighting): void => {
    const { id } = sighting.session
    const before = waiting.get(id)
    if (before && before !== sighting) {
      before.waiting = false // whoever holds it tells of it again
      sighting.seenAfterMs = Math.max(sighting.seenAfterMs, before.seenAfterMs)
    }
    sighting.waiting = true
    waiting.set(id, sighting)
  }
  const timeOf = (sighting: Sighting | undefined): number => (sighting ? beganAt + sighting.seenAfterMs : 0)
  const seenOf = (sighting: Sighting): Seen => {
    const { session, sessionEndsAt, idleTimeoutMs } = sighting
    const lastSeenAt = timeOf(sighting)
    return {
      id: session.id,
      lastSeenAt,
      keepUntil: forgetAfter(Math.min(sessionEndsAt, lastSeenAt + idleTimeoutMs)),
    }
  }
  const writeAll = async (): Promise<void> => {
    underWay = waiting
    waiting = new Map()
    const sightings = [...underWay.values()]
    for (const sighting of sightings) sighting.waiting = false
    for (let at = 0; at < sightings.length; at += chunkSize) {
      try {
        await store.touch(sightings.slice(at, at + chunkSize).map(seenOf))
      } catch (error) {
        for (const unwritten of sightings.slice(at)) note(unwritten)
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
    beganAt,
    resolutionMs: everyMs / 60,
    note,
    latest: (id) => Math.max(timeOf(waiting.get(id)), timeOf(underWay.get(id))),
    flush,
    async close() {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}
