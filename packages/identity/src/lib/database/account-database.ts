import type { Kysely } from 'kysely'
import type { AccountTables } from './account-tables.ts'

/** A database for accounts, with its tables made. */
export interface AccountDatabase {
  readonly query: Kysely<AccountTables>
  /** Makes certain that what was deleted can't be read from the file any more. */
  scrub(): Promise<void>
  close(): Promise<void>
}
