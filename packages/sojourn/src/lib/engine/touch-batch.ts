import type { SessionId } from './session-id.ts'
import type { Seen, SessionStore } from './store.ts'

/** Last-seen times that wait to be written. */
export interface TouchBatch {
  /** Sightings closer together than this, in milliseconds, need not be noted. */
  readonly resolutionMs: number
  /** Notes that a session was seen; the latest time wins. */
  note(id: SessionId, lastSeenAt: number, keepUntil: number): void
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
  readonly onFailure: (error: unknown) => void
}

/** The most sessions in one call of the store. */
const chunkSize = 500

export function createTouchBatch({ store, everyMs, onFailure }: TouchBatchOptions): TouchBatch {
  let waiting = new Map<SessionId, Seen>()
  let underWay: ReadonlyMap<SessionId, Seen> = new Map()
  let flushing: Promise<void> | null = null

  const note = (seen: Seen): void => {
    const before = waiting.get(seen.id)
    if (!before || before.lastSeenAt < seen.lastSeenAt) waiting.set(seen.id, seen)
  }
  const writeAll = async (): Promise<void> => {
    underWay = waiting
    waiting = new Map()
    const seen = [...underWay.values()]
    for (let at = 0; at < seen.length; at += chunkSize) {
      try {
        await store.touch(seen.slice(at, at + chunkSize))
      } catch (error) {
        for (const unwritten of seen.slice(at)) note(unwritten)
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
    resolutionMs: everyMs / 60,
    note: (id, lastSeenAt, keepUntil) => note({ id, lastSeenAt, keepUntil }),
    latest: (id) => Math.max(waiting.get(id)?.lastSeenAt ?? 0, underWay.get(id)?.lastSeenAt ?? 0),
    flush,
    async close() {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}
