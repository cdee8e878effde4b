import type { Database } from './account-store.ts'
import type { Core } from './core.ts'

/** What goes with a password: every code that waits, what was guessed wrong, and the devices that signed in but one. */
export async function forgetPassword(
  { counts, marks }: Core,
  accountId: string,
  keepDevice: string | null,
  within: Database,
): Promise<void> {
  await within.deleteFrom('codes').where('account_id', '=', accountId).execute()
  await counts.forget({ kind: 'strangers', subject: `a:${accountId}` }, within)
  await marks.forget(accountId, keepDevice, within)
}
