import { SojournError } from 'sojourn'
import { nowhere, type Origin } from './clean-from.ts'
import type { Core, Ending } from './core.ts'

/**
 * Ends the sessions of an account *after* its change was written with `ending`: a sign-in that began before is overtaken.
 * When it fails, `ending` stays in the account, and `sweep` tries again.
 *
 * @throws `store/…` when they could not be ended
 */
export async function endSessions(
  { sojourn, database, emit }: Core,
  { id, ending }: { readonly id: string; readonly ending: number },
  how: Ending,
  origin: Origin = nowhere,
): Promise<void> {
  try {
    await sojourn.endUser(id, { ...how, context: origin })
  } catch (error) {
    const code = error instanceof SojournError ? error.code : 'store/unavailable'
    emit('sessions/not-ended', id, origin, { code })
    throw error
  }
  await database.query
    .updateTable('accounts')
    .set({ ending: 0 })
    .where('id', '=', id)
    .where('ending', '=', Number(ending))
    .execute()
}
