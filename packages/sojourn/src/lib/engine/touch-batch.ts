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
  /** Writes what waits. What could not be written waits on. */
  flush(): Promise<void>
  /** Writes what waits and stops. */
  close(): Promise<void>
}

export interface TouchBatchOptions {
  readonly store: Pick<SessionStore, 'touch'>
  /** How often, in milliseconds: a session's time is written at most once in it, and at the latest after it. */
  readonly everyMs: number
  /** Called before each flush: whoever keeps sightings of its own notes them now. */
  readonly collect?: () => void
  readonly onFailure: (error: unknown) => void
}

/** The most sessions in one call of the store. */
const chunkSize = 500

export function createTouchBatch(options: TouchBatchOptions): TouchBatch {
  const { store, everyMs, collect, onFailure } = options
  let waiting = new Map<SessionId, Sighting>()
  let underWay: ReadonlyMap<SessionId, Sighting> = new Map()
  let flushing: Promise<void> | null = null

  const note = (sighting: Sighting): void => {
    if (sighting.lastSeenAt < sighting.recordedAt + everyMs / 60) return
    const before = waiting.get(sighting.id)
    if (before === undefined || before.lastSeenAt < sighting.lastSeenAt) waiting.set(sighting.id, sighting)
  }
  const seenOf = ({ id, lastSeenAt, sessionEndsAt, idleTimeoutMs }: Sighting): Seen => ({
    id,
    lastSeenAt,
    keepUntil: forgetAfter(Math.min(sessionEndsAt, lastSeenAt + idleTimeoutMs)),
  })
  const writeAll = async (): Promise<void> => {
    collect?.()
    underWay = waiting
    waiting = new Map()
    const sightings = [...underWay.values()]
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
