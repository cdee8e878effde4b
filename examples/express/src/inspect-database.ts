import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { StartError } from './start-error.ts'

/**
 * Looks whether a file is a sound SQLite database, or is not there yet; changes neither it nor anything beside it.
 *
 * @throws StartError when it is damaged
 */
export function inspectDatabase(path: string): void {
  if (sizeOf(path) === 0) return
  try {
    const url = pathToFileURL(path)
    // Reading a database in WAL mode makes files beside it, unless it is said that nobody writes: true without a log.
    if (sizeOf(`${path}-wal`) === 0) url.search = 'immutable=1'
    const database = new DatabaseSync(url, { readOnly: true, timeout: 1000 })
    try {
      const [found] = database.prepare('PRAGMA quick_check(1)').all()
      if (found?.quick_check !== 'ok') throw new Error(String(found?.quick_check))
    } finally {
      database.close()
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The database ${path} cannot be opened (${why}).
Restore the file from a backup, or move it away to begin without what it held.`)
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
