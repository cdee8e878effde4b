import type { DatabaseSync } from 'node:sqlite'
import { SojournError } from 'sojourn'
import { migrations } from '../database/migrations.ts'

/** Marks a database as one of identity's: "SJID". */
const applicationId = 0x534a4944

/**
 * Brings a database to this version's tables, in one transaction: of several processes that start at once, one migrates
 * and the others find it done. `PRAGMA user_version` counts the steps that it has had.
 *
 * @throws `config/invalid` when the file is another application's, or of a newer version; it is left as it is
 */
export function migrate(database: DatabaseSync, path: string): void {
  if (isCurrent(database, path)) return
  database.exec('BEGIN IMMEDIATE')
  try {
    if (!isCurrent(database, path)) {
      for (const step of migrations.slice(readPragma(database, 'user_version'))) database.exec(step)
      database.exec(`PRAGMA application_id = ${applicationId}`)
      database.exec(`PRAGMA user_version = ${migrations.length}`)
    }
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

/** Whether nothing is to be done. Only reads. */
export function isCurrent(database: DatabaseSync, path: string): boolean {
  const version = readPragma(database, 'user_version')
  const application = readPragma(database, 'application_id')
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n)
  if (application !== applicationId && (version !== 0 || application !== 0 || tables > 0)) {
    throw new SojournError(
      'config/invalid',
      `${path} is another application's database; nothing was changed: give the accounts a file of their own`,
    )
  }
  if (version > migrations.length) {
    throw new SojournError(
      'config/invalid',
      `${path} was written by a newer version of @sojourn/identity (tables of version ${version}, known here: ${migrations.length}); nothing was changed: update this installation`,
    )
  }
  return version === migrations.length
}

function readPragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
