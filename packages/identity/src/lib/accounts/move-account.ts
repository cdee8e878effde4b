import type { AccountRow } from '../database/account-tables.ts'
import type { EmailAddress } from '../email/email-address.ts'
import { type Database, findByEmailKey } from './account-store.ts'

/** Another account than `id` that has the address. */
export async function findHolder(
  database: Database,
  emailKey: string,
  id: string,
): Promise<AccountRow | null> {
  const holder = await findByEmailKey(database, emailKey)
  return holder && holder.id !== id ? holder : null
}

/** Registrations of an address that has an account now, which nobody confirmed, are worth nothing any more. */
export async function clearRegistrations(database: Database, emailKey: string): Promise<void> {
  await database.deleteFrom('registrations').where('email_key', '=', emailKey).execute()
}

/** Who says whether an account may be moved. */
export interface MovePermission {
  /** Within the transaction, before anything is written. */
  readonly allow?: (transaction: Database) => Promise<boolean>
  /** The last thing before the commit, with the account locked: when it says no, nothing was written. */
  readonly confirm?: (row: AccountRow) => Promise<boolean>
}

class Withdrawn extends Error {}

/**
 * Moves an account to another address, when `allow` and `confirm` do, in one transaction. Every code that waits dies: those that
 * were mailed to the old address too.
 *
 * @returns the account as it is now and its old address; `'taken'` also where transactions run side by side, and another
 *   account took the address after it was looked for; `'refused'` when one of them does not or there is no such account
 */
export async function moveAccount(
  database: Database,
  move: { readonly id: string; readonly address: EmailAddress; readonly verified: 0 | 1 },
  { allow = async () => true, confirm = async () => true }: MovePermission,
): Promise<{ readonly row: AccountRow; readonly oldEmail: string } | 'taken' | 'refused'> {
  const { id, address, verified } = move
  try {
    return await database.transaction().execute(async (transaction) => {
      if (await findHolder(transaction, address.key, id)) return 'taken'
      if (!(await allow(transaction))) return 'refused'
      const own = transaction
        .selectFrom('accounts')
        .select('email')
        .where('id', '=', id)
        .where('disabled', '=', 0)
      const before = await own.executeTakeFirst()
      if (!before) return 'refused'
      await clearRegistrations(transaction, address.key)
      await transaction.deleteFrom('codes').where('account_id', '=', id).execute()
      const row = await transaction
        .updateTable('accounts')
        .set({ email: address.text, email_key: address.key, verified })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      if (!(await confirm(row))) throw new Withdrawn()
      return { row, oldEmail: before.email }
    })
  } catch (error) {
    if (error instanceof Withdrawn) return 'refused'
    if (await findHolder(database, address.key, id)) return 'taken'
    throw error
  }
}
