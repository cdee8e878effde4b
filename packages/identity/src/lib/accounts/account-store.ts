import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RandomBytes } from 'sojourn'
import type { AccountRow, AccountTables } from '../database/account-tables.ts'
import type { Account } from './account.ts'
import { type Refused, refused } from './refused.ts'

/** A database, or a transaction on it. */
export type Database = Kysely<AccountTables>

export async function findAccount(database: Database, id: string): Promise<AccountRow | null> {
  const row = await database.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/**
 * The account of an address. When there is none, another account's row is read in its place and dropped: what follows
 * from the answer must not take a few microseconds less than it would for an address that is known.
 */
export async function findByEmailKey(database: Database, key: string): Promise<AccountRow | null> {
  const row = await database
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', ({ fn, selectFrom }) =>
      fn.coalesce(
        selectFrom('accounts as own').select('own.id').where('own.email_key', '=', key),
        selectFrom('accounts as other').select(({ fn: { min } }) => min('other.id').as('id')),
      ),
    )
    .executeTakeFirst()
  return row?.email_key === key ? row : null
}

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: JSON.parse(row.roles) as string[], // as `toRow` wrote it
    verified: row.verified === 1,
    disabled: row.disabled > 0,
    createdAt: Number(row.created_at),
    passwordChangedAt: Number(row.password_changed_at),
  }
}

/** The row of a new account. */
export function newRow(
  account: Pick<AccountRow, 'id' | 'email' | 'email_key' | 'name' | 'password_hash'>,
  { now, roles = [], verified }: { now: number; roles?: readonly string[]; verified: 0 | 1 },
): AccountRow {
  const times = { created_at: now, password_changed_at: now }
  return { ...account, verified, ...times, roles: JSON.stringify(roles), disabled: 0, ending: 0 }
}

/** `now`, or one more than `column` when that is as late: another one with each write. */
export function laterThan(column: 'ending' | 'password_changed_at', now: number): RawBuilder<number> {
  const ref = sql.ref(`accounts.${column}`)
  const time = sql`cast(${now} as bigint)`
  return sql<number>`case when ${ref} >= ${time} then ${ref} + 1 else ${time} end`
}

/** 128 bits: says nothing of the person, and not how many there are. */
export function newAccountId(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(16)).toString('base64url')
}

export function exists(): Refused {
  return refused('account/exists', 'This address has an account already. Sign in with it.')
}

export function notFound(): Refused {
  return refused('account/not-found', 'There is no such account any more.')
}

/** The id as it is when it could be an account's, otherwise one that none has: some databases read a text up to a NUL. */
export function possibleId(id: string): string {
  return id.length === 22 && /^[A-Za-z0-9_-]+$/.test(id) ? id : ''
}
