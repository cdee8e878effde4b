import type { AccountRow } from '../database/account-tables.ts'
import { readEmail } from '../email/email-address.ts'
import { findAccount, findByEmailKey, laterThan, notFound, toAccount } from './account-store.ts'
import { mostActivities } from './activity-log.ts'
import { cleanFrom, nowhere } from './clean-from.ts'
import { addressKey, type Core, strangersAt } from './core.ts'
import { endSessions } from './end-sessions.ts'
import type { Identity } from './identity.ts'
import { invalidName, readName } from './read-name.ts'
import { readRoles } from './roles.ts'

type Managed =
  | 'find'
  | 'findByEmail'
  | 'list'
  | 'rename'
  | 'setRoles'
  | 'disable'
  | 'enable'
  | 'activity'
  | 'note'

const mostListed = 1000

/** Makes what looks at accounts and changes them, passwords and addresses aside. */
export function createManageAccounts(core: Core): Pick<Identity, Managed> {
  const { database, counts, activity, emit, now } = core
  const { query } = database
  const orNull = (row: AccountRow | null | undefined) => (row ? toAccount(row) : null)

  return {
    find: async (id) => orNull(await findAccount(query, id)),
    async findByEmail(email) {
      const address = readEmail(email)
      return address && orNull(await findByEmailKey(query, address.key))
    },
    async list({ after = '', limit = 100 } = {}) {
      const rows = await query
        .selectFrom('accounts')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(within(limit, mostListed))
        .execute()
      return rows.map(toAccount)
    },
    async rename(id, typed, from = nowhere) {
      const person = readName(typed)
      if (person === 'invalid') return invalidName()
      const update = query.updateTable('accounts').set({ name: person.name }).where('id', '=', id)
      const row = await update.returningAll().executeTakeFirst()
      if (!row) return notFound()
      const origin = cleanFrom(from)
      await activity.add(id, 'renamed', origin)
      emit('account/renamed', id, origin, {})
      return { status: 'renamed', account: toAccount(row) }
    },
    async setRoles(id, roles) {
      const names = readRoles(roles)
      const row = await query
        .updateTable('accounts')
        .set({ roles: JSON.stringify(names), ending: laterThan('ending', now()) })
        .where('id', '=', id)
        .where('roles', '!=', JSON.stringify(names))
        .returningAll()
        .executeTakeFirst()
      if (!row) return orNull(await findAccount(query, id))
      await activity.add(id, 'roles-changed', nowhere)
      await endSessions(core, row, { reason: 'revoked-all' })
      emit('account/roles-changed', id, nowhere, { roles: names })
      return toAccount(row)
    },
    async disable(id) {
      const row = await query
        .updateTable('accounts')
        .set((eb) => ({
          disabled: eb.case().when('disabled', '=', 0).then(1).else(eb.ref('disabled')).end(),
          ending: laterThan('ending', now()),
        }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      if (!row) return null
      await activity.add(id, 'disabled', nowhere)
      await endSessions(core, row, { reason: 'disabled' })
      emit('account/disabled', id, nowhere, {})
      return toAccount(row)
    },
    async enable(id) {
      const row = await query.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('devices')
          .set({ failures: 0, rest_until: 0 })
          .where('account_id', '=', id)
          .execute()
        const enabled = transaction.updateTable('accounts').set({ disabled: 0 }).where('id', '=', id)
        const row = await enabled.where('disabled', '<', 2).returningAll().executeTakeFirst()
        if (row) await counts.forget(strangersAt(addressKey(core, { key: row.email_key })), transaction)
        return row
      })
      if (!row) return null
      await activity.add(id, 'enabled', nowhere)
      emit('account/enabled', id, nowhere, {})
      return toAccount(row)
    },
    activity: (id, { limit = 50 } = {}) => activity.list(id, within(limit, mostActivities)),
    note: (id, kind, from) => activity.add(id, kind, cleanFrom(from)),
  }
}

/** A limit as it was asked for, but a whole number from 1 to `most`. */
function within(limit: number, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(limit) || 1))
}
