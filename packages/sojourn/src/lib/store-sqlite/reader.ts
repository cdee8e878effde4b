import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { SojournError } from '../engine/sojourn-error.ts'
import { isBusy } from './sqlite-error.ts'

/** Reads between the turns of the write queue, so that each read sees what this process acknowledged, and no more. */
export interface Reader {
  /** Runs one statement, again for a while when the database is busy. */
  read<Result>(work: () => Result): Promise<Result>
  /** Runs several statements on one state of the database. */
  readTogether<Result>(work: () => Result): Promise<Result>
  /** Resolves when no read is under way. */
  idle(): Promise<void>
}

export interface ReaderOptions {
  readonly database: DatabaseSync
  readonly busyTimeoutMs: number
  readonly toError: (error: unknown) => SojournError
}

export function createReader({ database, busyTimeoutMs, toError }: ReaderOptions): Reader {
  const retries = new Set<Promise<unknown>>()

  async function retry<Result>(work: () => Result): Promise<Result> {
    const deadline = performance.now() + busyTimeoutMs
    for (;;) {
      await wait(1 + Math.random() * 9)
      try {
        return work()
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw toError(error)
      }
    }
  }

  async function read<Result>(work: () => Result): Promise<Result> {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error)) throw toError(error)
    }
    const retrying = retry(work)
    retries.add(retrying)
    return retrying.finally(() => retries.delete(retrying))
  }

  function together<Result>(work: () => Result): Result {
    database.exec('BEGIN')
    try {
      return work()
    } finally {
      database.exec('COMMIT')
    }
  }

  return {
    read,
    readTogether: (work) => read(() => together(work)),
    async idle() {
      await Promise.allSettled(retries)
    },
  }
}
