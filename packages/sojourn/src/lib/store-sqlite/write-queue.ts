import type { DatabaseSync } from 'node:sqlite'
import type { SojournError } from '../engine/sojourn-error.ts'
import type { RoomMaker } from './room-maker.ts'
import { isBusy } from './sqlite-error.ts'

export interface WriteOptions {
  /** Whether the promise may resolve only when the write survives a loss of power. */
  readonly durable: boolean
  /** Whether room is made for it on a full disk. */
  readonly reserved: boolean
}

/** Runs writes in their order, many in one transaction, in short turns of the event loop. */
export interface WriteQueue {
  /** Resolves once the transaction with `work` was committed. `work` may run again after a rollback. */
  add<Result>(work: () => Result, options: WriteOptions): Promise<Result>
  /** Begins no transaction before `until` settles. */
  hold(until: Promise<unknown>): void
  /** Resolves when nothing waits. */
  idle(): Promise<void>
}

export interface WriteQueueOptions {
  readonly database: DatabaseSync
  /** The time after which a turn commits and lets others run, in milliseconds. */
  readonly turnMs: number
  /** How long a write waits for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number
  readonly toError: (error: unknown) => SojournError
  readonly room: RoomMaker
  /** What other writes reject with while the room that is left is for reserved ones. */
  readonly refusal: () => SojournError
  /** Called after a commit, before its writes resolve, with their number. */
  readonly committed: (writes: number) => void
}

interface Write extends WriteOptions {
  readonly work: () => unknown
  readonly addedAt: number
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
  /** Whether it shares no transaction, because one that it shared failed. */
  alone: boolean
}

/**
 * The most writes of one turn. Whoever waits for them goes on in the same turn, and that takes several times as long as
 * the write did.
 */
const mostWrites = 50

export function createWriteQueue(options: WriteQueueOptions): WriteQueue {
  const { database, room } = options
  let waiting: Write[] = []
  let scheduled = false
  let heldBy: Promise<unknown> | null = null
  let synchronous: 'FULL' | 'NORMAL' = 'NORMAL'
  let attempts = 0
  let onIdle: (() => void)[] = []

  function schedule(delayMs: number): void {
    if (scheduled || heldBy) return
    scheduled = true
    if (delayMs > 0) setTimeout(turn, delayMs)
    else setImmediate(turn)
  }

  function turn(): void {
    scheduled = false
    if (heldBy) return
    if (waiting.length > 0) takeTurn()
    if (waiting.length > 0) schedule(attempts === 0 ? 0 : 1 + Math.random() * Math.min(4 * attempts, 24))
    else for (const resolve of onIdle.splice(0)) resolve()
  }

  function takeTurn(): void {
    if (room.isShort())
      rejectAll(
        takeOut(({ reserved }) => !reserved),
        options.refusal(),
      )
    if (waiting.length === 0) return
    try {
      setSynchronous(waiting.some(({ durable }) => durable) ? 'FULL' : 'NORMAL')
      database.exec('BEGIN IMMEDIATE')
      attempts = 0
    } catch (error) {
      waitOrReject(error)
      return
    }
    commit(runUntil(performance.now() + options.turnMs))
  }

  function waitOrReject(error: unknown): void {
    const busy = isBusy(error)
    if (busy) attempts++
    if (waiting.some(({ reserved }) => reserved) && room.makeRoom(error)) return
    const lapsed = busy ? performance.now() - options.busyTimeoutMs : Infinity
    rejectAll(
      takeOut(({ addedAt }) => addedAt <= lapsed),
      error,
    )
  }

  /** After a rollback: makes room for the failed writes, or tries them one by one, or refuses the one that it was. */
  function recover(count: number, error: unknown): void {
    const failed = waiting.slice(0, count)
    if (failed.some(({ reserved }) => reserved) && room.makeRoom(error)) return
    if (failed.length > 1) {
      for (const write of failed) write.alone = true
      return
    }
    rejectAll(waiting.splice(0, 1), error)
    room.done(error)
  }

  /** Runs writes inside the open transaction and answers their results; null when one failed and all were rolled back. */
  function runUntil(deadline: number): readonly unknown[] | null {
    const results: unknown[] = []
    try {
      for (const write of waiting) {
        if (results.length === mostWrites) break
        if (results.length > 0 && (write.alone || performance.now() > deadline)) break
        results.push(write.work())
        if (write.alone) break
      }
    } catch (error) {
      rollBack()
      recover(results.length + 1, error)
      return null
    }
    return results
  }

  function commit(results: readonly unknown[] | null): void {
    if (!results) return
    try {
      database.exec('COMMIT')
    } catch (error) {
      rollBack()
      recover(results.length, error)
      return
    }
    room.done()
    const writes = waiting.splice(0, results.length)
    options.committed(writes.length)
    for (const [n, write] of writes.entries()) write.resolve(results[n] as never) // the result of its own work
  }

  function rollBack(): void {
    try {
      database.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself, as it does when it runs out of space
    }
  }

  function setSynchronous(mode: 'FULL' | 'NORMAL'): void {
    if (mode === synchronous) return
    database.exec(`PRAGMA synchronous = ${mode}`)
    synchronous = mode
  }

  function takeOut(those: (write: Write) => boolean): Write[] {
    const taken = waiting.filter(those)
    waiting = waiting.filter((write) => !those(write))
    return taken
  }

  function rejectAll(writes: readonly Write[], error: unknown): void {
    for (const write of writes) write.reject(options.toError(error))
  }

  return {
    add: (work, writeOptions) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, ...writeOptions, addedAt: performance.now(), resolve, reject, alone: false })
        schedule(0)
      }),
    hold(until) {
      const release = (): void => {
        if (heldBy !== until) return
        heldBy = null
        schedule(0)
      }
      heldBy = until
      until.then(release, release)
    },
    idle: () =>
      new Promise((resolve) => {
        onIdle = [...onIdle, resolve]
        schedule(0)
      }),
  }
}
