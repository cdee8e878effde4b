import type { Change, Feed, FeedListener } from '../engine/store.ts'
import { toChange } from './session-row.ts'
import type { Statements } from './statements.ts'

/** Tells what is in the table of changes, in its order: this process's changes and those of all others. */
export interface SqliteFeed {
  /** Tells what this process committed. Call it before the writes resolve. */
  committed(): void
  watch(listener: FeedListener): Feed
  close(): void
}

export interface SqliteFeedOptions {
  readonly statements: Statements
  /** How often to look for the changes of other processes, in milliseconds. */
  readonly pollMs: number
  /** Runs a read, again when the database is busy. */
  readonly read: <Result>(work: () => Result) => Promise<Result>
}

export function createSqliteFeed({ statements, pollMs, read }: SqliteFeedOptions): SqliteFeed {
  const watchers = new Set<{ readonly listener: FeedListener }>()
  let told = 0
  let dataVersion: unknown
  let timer: NodeJS.Timeout | undefined

  function tell(to: (listener: FeedListener) => void): void {
    for (const { listener } of watchers) {
      try {
        to(listener)
      } catch (error) {
        // The change is committed: a watcher's fault must not make its writer, or the other watchers, doubt it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  function catchUp(): void {
    for (;;) {
      const rows = statements.changesAfter.all(told)
      const changes: Change[] = rows.map(toChange)
      const first = rows[0]
      const last = rows.at(-1)
      if (!first || !last) return
      const missed = Number(first.seq) !== told + 1
      told = Number(last.seq)
      if (missed) tell((listener) => listener.gap())
      for (const change of changes) tell((listener) => listener.change(change))
    }
  }

  /** Like `catchUp`, for callers that cannot fail: what could not be read may have been missed. */
  function catchUpOrGap(): void {
    try {
      catchUp()
    } catch {
      tell((listener) => listener.gap())
    }
  }

  function poll(): void {
    try {
      const version = statements.dataVersion.get()?.data_version
      if (version === dataVersion) return
      catchUp()
      dataVersion = version
    } catch {
      // Looks again in a moment. A near-cache that hears nothing for too long stops by itself.
    }
  }

  return {
    committed() {
      if (watchers.size > 0) catchUpOrGap()
    },
    watch(listener) {
      if (watchers.size > 0) catchUpOrGap()
      else told = Number(statements.lastChange.get()?.seq ?? 0)
      const watcher = { listener }
      watchers.add(watcher)
      timer ??= setInterval(poll, pollMs).unref()
      return {
        reach: 'every-process',
        barrier: () => read(catchUp),
        async close() {
          watchers.delete(watcher)
          if (watchers.size > 0) return
          clearInterval(timer)
          timer = undefined
        },
      }
    },
    close() {
      clearInterval(timer)
      timer = undefined
      watchers.clear()
    },
  }
}
