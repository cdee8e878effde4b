export { createSqliteAccounts, type SqliteAccountsOptions } from './lib/sqlite/sqlite-accounts.ts'
