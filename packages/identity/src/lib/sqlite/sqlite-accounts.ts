import { Kysely } from 'kysely'
import type { Duration } from 'sojourn'
import type { AccountDatabase } from '../database/account-database.ts'
import { parseDuration } from '../database/duration.ts'
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts'
import { openAccounts } from './open-accounts.ts'
import { toStoreError } from './sqlite-error.ts'

export interface SqliteAccountsOptions {
  /** How long a call waits for another process's lock before it rejects with `store/busy`. Default 5 s. */
  readonly busyTimeout?: Duration
}

/**
 * Keeps accounts in a SQLite file (`node:sqlite`, WAL, `synchronous = FULL`), made with mode 0600. Several processes of
 * one machine may share it; a network file system will not do. What is deleted is overwritten.
 *
 * @param path the file; made when it is missing, in a folder that exists
 * @throws `store/unavailable` when the file cannot be opened, `store/damaged` when it is no database, `store/busy` when
 *   another process keeps it locked, `config/invalid` when it is another application's or of a newer version
 * @example
 * const database = createSqliteAccounts('accounts.db')
 */
export function createSqliteAccounts(path: string, options: SqliteAccountsOptions = {}): AccountDatabase {
  const busyTimeoutMs = parseDuration(options.busyTimeout ?? '5s', 'busyTimeout')
  const database = openAccounts(path, busyTimeoutMs)
  const query: AccountDatabase['query'] = new Kysely({
    dialect: createNodeSqliteDialect({ database, path, busyTimeoutMs }),
  })
  return {
    query,
    async scrub() {
      try {
        // The log still holds pages as they were. Another process that reads keeps it a while longer.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } catch (error) {
        throw toStoreError(error, path)
      }
    },
    async close() {
      await query.destroy()
      if (database.isOpen) database.close() // kysely closes nothing that it never used
    },
  }
}
