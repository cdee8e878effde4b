import type { AccountRow } from '../database/account-tables.ts'
import type { Database } from './account-store.ts'
import { addressKey, type Core, strangersAt } from './core.ts'

/** What goes with a password: every code that waits, what was guessed wrong, and the devices that signed in but one. */
export async function forgetPassword(
  core: Core,
  { id, email_key }: Pick<AccountRow, 'id' | 'email_key'>,
  keepDevice: string | null,
  within: Database,
): Promise<void> {
  await within.deleteFrom('codes').where('account_id', '=', id).execute()
  await core.counts.forget(strangersAt(addressKey(core, { key: email_key })), within)
  await core.marks.forget(id, keepDevice, within)
}
