import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

/** Up to here the whole file is checked at each start; larger ones by `sojourn doctor`. */
const checkedAtStartBytes = 32 * 1024 ** 2

export interface InspectOptions {
  /** Reads the whole of it, however large it is. */
  readonly whole?: boolean
  /** A query that gives the time of its newest write, in milliseconds, as `at`. */
  readonly newest?: string
}

/**
 * Looks whether a file is a sound SQLite database, without changing it or anything beside it.
 *
 * @returns the time of its newest write as the query tells it; null when it has none, or there is no file
 * @throws StartError when it is damaged
 */
export function inspectDatabase(path: string, { whole = false, newest }: InspectOptions = {}): number | null {
  const stat = statOf(path)
  if (stat === undefined || stat.size === 0) return null // an empty file becomes a new database
  try {
    const isChecked = whole || stat.size <= checkedAtStartBytes
    return read(path, (database) => {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      const [found] = isChecked ? database.prepare('PRAGMA quick_check(1)').all() : []
      if (found !== undefined && found.quick_check !== 'ok') throw new Error(String(found.quick_check))
      return newest === undefined ? null : newestOf(database, newest)
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The database ${path} is damaged or is none (${why}).
Stop every process that uses it and keep a copy. Then restore a backup, or have what can still be read written
to a new file, and put that in its place, with no -wal and -shm beside it, when it was made without an error:
  sqlite3 ${path} .recover | sqlite3 ${path}.new
A sessions.db may also be moved away: everybody has to sign in again then.`)
  }
}

function read<Result>(path: string, work: (database: DatabaseSync) => Result): Result {
  const url = pathToFileURL(path)
  // Reading a database in WAL mode makes files beside it, unless it is said that nobody writes: true without a log.
  if (!statOf(`${path}-wal`)?.size) url.search = 'immutable=1'
  const database = new DatabaseSync(url, { readOnly: true, timeout: 2000 })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

function newestOf(database: DatabaseSync, query: string): number | null {
  try {
    const at = database.prepare(query).get()?.at
    return typeof at === 'number' ? at : null
  } catch {
    return null // tables of a version that is not known here: opening it tells more
  }
}
