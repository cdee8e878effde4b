import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SojournError } from 'sojourn'
import { isCurrent, migrate } from './migrate-sqlite.ts'
import { isBusy, toStoreError } from './sqlite-error.ts'

/** Opens, or creates with mode 0600, the accounts database at `path` and brings its tables up to date. */
export function openAccounts(path: string, busyTimeoutMs: number): DatabaseSync {
  if (path === '' || path === ':memory:') {
    throw new SojournError(
      'config/invalid',
      'accounts need a path to a file: they have to outlive the process',
    )
  }
  const file = resolve(path)
  let database: DatabaseSync | undefined
  try {
    closeSync(openSync(file, 'a', 0o600)) // before SQLite makes it, and its log, readable for others
    const opened = new DatabaseSync(file, { allowExtension: false })
    database = opened
    retryWhileBusy(busyTimeoutMs, () => prepare(opened, path))
    return opened
  } catch (error) {
    database?.close()
    throw toStoreError(error, path)
  }
}

function prepare(database: DatabaseSync, path: string): void {
  database.exec('PRAGMA busy_timeout = 0')
  isCurrent(database, path) // before the first change to the file
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  database.exec('PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF')
  migrate(database, path)
}

/** Blocks while another process opens the same file: nothing can be served before it is open. */
function retryWhileBusy(timeoutMs: number, attempt: () => void): void {
  const deadline = performance.now() + timeoutMs
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      attempt()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      Atomics.wait(sleeper, 0, 0, 2 + Math.random() * 8)
    }
  }
}
