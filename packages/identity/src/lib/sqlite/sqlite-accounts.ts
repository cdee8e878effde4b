import type { Duration } from 'sojourn'
import type { AccountDatabase } from '../database/account-database.ts'

export interface SqliteAccountsOptions {
  /** How long a call waits for another process's lock before it rejects with `store/busy`. Default 5 s. */
  readonly busyTimeout?: Duration
}

export function createSqliteAccounts(_path: string, _options: SqliteAccountsOptions = {}): AccountDatabase {
  throw new Error('being built')
}
