import type { AccountRow } from '../database/account-tables.ts'
import type { EmailAddress } from '../email/email-address.ts'
import { type Database, findByEmailKey } from './account-store.ts'

/**
 * Whether another account than `id` has the address for certain: a registration that nobody confirmed gives way to
 * whoever can read the mails there.
 */
export async function findHolder(
  database: Database,
  emailKey: string,
  id: string,
): Promise<AccountRow | null> {
  const holder = await findByEmailKey(database, emailKey)
  return holder && holder.id !== id && holder.pending === 0 ? holder : null
}

/** Removes a registration of the address that nobody confirmed, unless it is of the account `except`. */
export async function clearPending(database: Database, emailKey: string, except: string): Promise<void> {
  const pending = database.deleteFrom('accounts').where('email_key', '=', emailKey).where('pending', '=', 1)
  for (const { id } of await pending.where('id', '!=', except).returning('id').execute()) {
    await database.deleteFrom('codes').where('account_id', '=', id).execute()
  }
}

/**
 * Moves an account to another address, when `allow` does, in one transaction. Every code that waits dies: those that
 * were mailed to the old address too.
 *
 * @returns the account as it is now and its old address; `'taken'` also where transactions run side by side, and another
 *   account took the address after it was looked for; `'refused'` when `allow` does not or there is no such account
 */
export async function moveAccount(
  database: Database,
  move: { readonly id: string; readonly address: EmailAddress; readonly verified: 0 | 1 },
  allow: (transaction: Database) => Promise<boolean> = async () => true,
): Promise<{ readonly row: AccountRow; readonly oldEmail: string } | 'taken' | 'refused'> {
  const { id, address, verified } = move
  try {
    return await database.transaction().execute(async (transaction) => {
      if (await findHolder(transaction, address.key, id)) return 'taken'
      if (!(await allow(transaction))) return 'refused'
      const own = transaction.selectFrom('accounts').select('email').where('id', '=', id)
      const before = await own.executeTakeFirst()
      if (!before) return 'refused'
      await clearPending(transaction, address.key, id)
      await transaction.deleteFrom('codes').where('account_id', '=', id).execute()
      const row = await transaction
        .updateTable('accounts')
        .set({ email: address.text, email_key: address.key, verified, pending: 0 })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      return { row, oldEmail: before.email }
    })
  } catch (error) {
    if (await findHolder(database, address.key, id)) return 'taken'
    throw error
  }
}
