import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SojournError } from '../engine/sojourn-error.ts'
import { isCurrent, migrate } from './migrate.ts'
import { isBusy, isOutOfSpace, toStoreError } from './sqlite-error.ts'

export interface OpenDatabaseOptions {
  /** How long to wait for other processes that start at the same time, in milliseconds. */
  readonly busyTimeoutMs: number
  /** The most pages of the file, or null for no bound. */
  readonly maxPages: number | null
  /** Makes room on a full disk; false when there is none to be had. */
  readonly release: () => boolean
}

/** Bytes of a page, the unit in which a write reaches the log. */
export const pageBytes = 4096
/** Pages in the log at which a commit moves them itself. The checkpointer comes long before. */
export const lastResortPages = 32_768

/** Opens, or creates with mode 0600, the database at `path` and brings its schema up to date. */
export function openDatabase(path: string, options: OpenDatabaseOptions): DatabaseSync {
  if (path === '' || path === ':memory:') {
    throw new SojournError(
      'config/invalid',
      'the SQLite store needs a path to a file; createMemoryStore() needs none',
    )
  }
  const file = resolve(path)
  createPrivately(file)
  let database: DatabaseSync | undefined
  try {
    const opened = new DatabaseSync(file)
    database = opened
    retry(options, () => prepare(opened, path, options.maxPages))
    return opened
  } catch (error) {
    database?.close()
    throw toStoreError(error, path)
  }
}

function prepare(database: DatabaseSync, path: string, maxPages: number | null): void {
  database.exec('PRAGMA busy_timeout = 0')
  isCurrent(database, path) // before the first change to the file
  database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`)
  database.exec(`PRAGMA wal_autocheckpoint = ${lastResortPages}; PRAGMA trusted_schema = OFF`)
  database.exec('PRAGMA temp_store = MEMORY') // a full disk would refuse the files beside it
  migrate(database, path)
  if (maxPages !== null) database.exec(`PRAGMA max_page_count = ${maxPages}`)
}

/** Makes the file before SQLite does, so that it and its log are never readable by others. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown cause'
    throw new SojournError(
      'store/unavailable',
      `the session database ${file} cannot be opened (${reason}): check that its folder exists and may be written to`,
      { cause: error },
    )
  }
}

/** Blocks while another process opens the same file: nothing can be served before it is open. */
function retry({ busyTimeoutMs, release }: OpenDatabaseOptions, attempt: () => void): void {
  const deadline = performance.now() + busyTimeoutMs
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      attempt()
      return
    } catch (error) {
      if (isOutOfSpace(error) && release()) continue
      if (!isBusy(error) || performance.now() > deadline) throw error
      Atomics.wait(sleeper, 0, 0, 2 + Math.random() * 8)
    }
  }
}
