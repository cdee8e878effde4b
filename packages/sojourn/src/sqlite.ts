export { createSqliteStore, type SqliteStoreOptions } from './lib/store-sqlite/sqlite-store.ts'
