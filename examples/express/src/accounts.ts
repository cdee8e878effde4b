import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from './start-error.ts'

export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
}

export interface StoredAccount extends Account {
  readonly passwordHash: string
}

/** The people who have an account: a table of the shop's own. Sojourn knows of them only the id. */
export interface Accounts {
  /** By address, however it is capitalised. */
  find(email: string): StoredAccount | null
  findById(id: string): StoredAccount | null
  /** Null when the address has an account already. */
  create(account: { email: string; name: string; passwordHash: string }): Account | null
  /** False when the password was changed since `previousHash` was read. */
  changePassword(id: string, previousHash: string, nextHash: string): boolean
  close(): void
}

/** @throws StartError when the file can't be opened or is no account database */
export function openAccounts(path: string): Accounts {
  const database = open(path)
  const byEmail = database.prepare('SELECT * FROM accounts WHERE email_key = ?')
  const byId = database.prepare('SELECT * FROM accounts WHERE id = ?')
  const insert = database.prepare(
    'INSERT INTO accounts (id, email_key, email, name, password_hash) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const update = database.prepare('UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?')
  return {
    find: (email) => read(byEmail.get(emailKey(email))),
    findById: (id) => read(byId.get(id)),
    create({ email, name, passwordHash }) {
      const id = randomBytes(16).toString('base64url')
      const { changes } = insert.run(id, emailKey(email), email, name, passwordHash)
      return changes === 1 ? { id, email, name } : null
    },
    changePassword: (id, previousHash, nextHash) => update.run(nextHash, id, previousHash).changes === 1,
    close: () => database.close(),
  }
}

/** No address is longer (RFC 5321 §4.5.3.1.3, without the brackets). Asked before `emailKey`, whose work grows faster than the text. */
export function isAddressTooLong(email: string): boolean {
  return email.length > 254
}

/** One account per address: what differs only in capitals or in how Unicode composes it is the same. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

function read(row: Record<string, unknown> | undefined): StoredAccount | null {
  if (!row) return null
  return {
    id: String(row.id),
    email: String(row.email),
    name: String(row.name),
    passwordHash: String(row.password_hash),
  }
}

function open(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'a', 0o600)) // before SQLite makes it readable for others
    const database = new DatabaseSync(path, { timeout: 1000 })
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS accounts (
        id TEXT PRIMARY KEY,
        email_key TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`)
    return database
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The accounts in ${path} cannot be opened (${why}).
Restore the file from a backup, or move it away to begin with no accounts.`)
  }
}
