import type { AccountRow } from '../database/account-tables.ts'
import { laterThan } from './account-store.ts'
import { cleanFrom, nowhere, type Origin } from './clean-from.ts'
import type { Core } from './core.ts'
import { endSessions } from './end-sessions.ts'
import type { Identity } from './identity.ts'

/** Sessions that could not be ended are tried again after this time, when no call can be about to do it any more. */
const retryAfterMs = 60_000
/** How long a registration waits for its address to be confirmed. */
const pendingMs = 7 * 86_400_000
/** How long wrong passwords for addresses without an account are kept, and for how many of them. */
const guessesKeptMs = 180 * 86_400_000
const mostGuessedAddresses = 100_000
/** How many accounts one sweep ends or removes of each kind. */
const mostAtOnce = 1000

/** Makes `remove` and `sweep`. */
export function createRemoveAccount(core: Core): Pick<Identity, 'remove' | 'sweep'> {
  const { database, digests, codes, activity, emit, now } = core
  const { query } = database

  /** Disabled first: when its sessions can't be ended it is still there, for `sweep` to try again. */
  async function remove(id: string, origin: Origin, pendingBefore: number | null = null): Promise<boolean> {
    const account = await query
      .updateTable('accounts')
      .set({ disabled: 2, ending: laterThan('ending', now()) })
      .where('id', '=', id)
      .$if(pendingBefore !== null, (update) =>
        update.where('pending', '=', 1).where('password_changed_at', '<', pendingBefore ?? 0),
      )
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
      const subjects = [`a:${id}`, ...addresses.map((digest) => `e:${digest}`)]
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

  async function forgetPending(): Promise<void> {
    const before = now() - pendingMs
    const stale = await query
      .selectFrom('accounts')
      .select('id')
      .where('pending', '=', 1)
      .where('password_changed_at', '<', before)
      .limit(mostAtOnce)
      .execute()
    for (const { id } of stale) await remove(id, nowhere, before)
  }

  async function forgetGuesses(): Promise<void> {
    const strangers = query.deleteFrom('guesses').where('subject', 'like', 'e:%')
    await strangers.where('last_at', '<', now() - guessesKeptMs).execute()
    await strangers
      .where('last_at', '<', (eb) =>
        eb
          .selectFrom('guesses as newest')
          .select('newest.last_at')
          .where('newest.subject', 'like', 'e:%')
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
      await activity.sweep()
      await forgetGuesses()
      await forgetPending()
      await finish()
    },
  }
}
