import type { AccountRow } from '../database/account-tables.ts'
import { laterThan } from './account-store.ts'
import { cleanFrom, nowhere, type Origin } from './clean-from.ts'
import type { Core } from './core.ts'
import { endSessions } from './end-sessions.ts'
import type { Identity } from './identity.ts'
import { clearRegistrations } from './move-account.ts'

/** Sessions that could not be ended are tried again after this time, when no call can be about to do it any more. */
const retryAfterMs = 60_000
/** How long wrong passwords are kept, and for how many addresses at least those of which there are few. */
const guessesKeptMs = 180 * 86_400_000
const mostGuessedAddresses = 100_000
const fewGuesses = 10
/** How many accounts one sweep ends or removes of each kind. */
const mostAtOnce = 1000

/** Makes `remove` and `sweep`. */
export function createRemoveAccount(core: Core): Pick<Identity, 'remove' | 'sweep'> {
  const { database, digests, codes, registrations, activity, emit, now } = core
  const { query } = database

  /** Disabled first: when its sessions can't be ended it is still there, for `sweep` to try again. */
  async function remove(id: string, origin: Origin): Promise<boolean> {
    const account = await query
      .updateTable('accounts')
      .set({ disabled: 2, ending: laterThan('ending', now()) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (!account) return false
    await endSessions(core, account, { reason: 'disabled' }, origin)
    await erase(account)
    emit('account/removed', id, origin, {})
    return true
  }

  async function erase({ id, email_key }: AccountRow): Promise<void> {
    const addresses = digests.allOf('guessed address', email_key)
    await query.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('activity').where('account_id', '=', id).execute()
      await transaction.deleteFrom('devices').where('account_id', '=', id).execute()
      await transaction
        .deleteFrom('codes')
        .where((eb) => eb.or([eb('account_id', 'in', [id, ...addresses]), eb('email_key', '=', email_key)]))
        .execute()
      await clearRegistrations(transaction, email_key)
      const subjects = addresses.map((digest) => `e:${digest}`)
      await transaction.deleteFrom('guesses').where('subject', 'in', subjects).execute()
      await transaction.deleteFrom('accounts').where('id', '=', id).execute()
    })
    await database.scrub()
  }

  async function finish(): Promise<void> {
    const rows = await query
      .selectFrom('accounts')
      .select(['id', 'ending', 'disabled'])
      .where((eb) => eb.or([eb('ending', '>', 0), eb('disabled', '>', 1)]))
      .where('ending', '<', now() - retryAfterMs)
      .limit(mostAtOnce)
      .execute()
    for (const { id, ending, disabled } of rows) {
      if (disabled > 1) await remove(id, nowhere)
      else await endSessions(core, { id, ending }, { reason: 'revoked-all' })
    }
  }

  async function forgetGuesses(): Promise<void> {
    await query
      .deleteFrom('guesses')
      .where('last_at', '<', now() - guessesKeptMs)
      .execute()
    // Whoever guesses at many addresses makes room among them, but not for more guesses at one that had many.
    await query
      .deleteFrom('guesses')
      .where('failures', '<', fewGuesses)
      .where('last_at', '<', (eb) =>
        eb
          .selectFrom('guesses as newest')
          .select('newest.last_at')
          .orderBy('newest.last_at', 'desc')
          .limit(1)
          .offset(mostGuessedAddresses),
      )
      .execute()
  }

  return {
    remove: (id, from = nowhere) => remove(id, cleanFrom(from)),
    async sweep() {
      await codes.sweep()
      await registrations.sweep()
      await activity.sweep()
      await forgetGuesses()
      await finish()
    },
  }
}
