import type { AccountRow, CodeRow } from '../database/account-tables.ts'
import { type Database, exists, toAccount } from './account-store.ts'
import { cleanFrom, nowhere } from './clean-from.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'
import { type Refused, refused } from './refused.ts'

interface Confirmed {
  readonly row: AccountRow
  /** The address before, when it changed. */
  readonly oldEmail: string | null
}

/** Makes `verify`. */
export function createVerify({ database, codes, activity, mail, emit, now }: Core): Identity['verify'] {
  /** The code is used up and the account is changed together, or neither. */
  async function confirm(code: CodeRow, within: Database): Promise<Confirmed | 'invalid' | 'taken'> {
    if (!(await codes.use(code, within))) return 'invalid'
    if (code.purpose === 'verify') {
      const row = await within
        .updateTable('accounts')
        .set({ verified: 1, pending: 0 })
        .where('id', '=', code.account_id)
        .where('email_key', '=', code.email_key)
        .returningAll()
        .executeTakeFirst()
      return row ? { row, oldEmail: null } : 'invalid'
    }
    const before = await within
      .selectFrom('accounts')
      .select('email')
      .where('id', '=', code.account_id)
      .executeTakeFirst()
    if (!before) return 'invalid'
    const taken = await within
      .selectFrom('accounts')
      .select('id')
      .where('email_key', '=', code.email_key)
      .where('id', '!=', code.account_id)
      .executeTakeFirst()
    if (taken) return 'taken'
    const row = await within
      .updateTable('accounts')
      .set({ email: code.email, email_key: code.email_key, verified: 1, pending: 0 })
      .where('id', '=', code.account_id)
      .returningAll()
      .executeTakeFirstOrThrow()
    // Those that were mailed to the old address die with it.
    await within.deleteFrom('codes').where('account_id', '=', code.account_id).execute()
    return { row, oldEmail: before.email }
  }

  return async (text, from = nowhere) => {
    const origin = cleanFrom(from)
    const code = await codes.find(text, ['verify', 'email'])
    if (!code) return invalidCode()
    const confirmed = await database.query.transaction().execute((transaction) => confirm(code, transaction))
    if (confirmed === 'invalid') return invalidCode()
    if (confirmed === 'taken') return exists()
    const { row, oldEmail } = confirmed
    await activity.add(row.id, oldEmail === null ? 'verified' : 'email-changed', origin)
    emit(oldEmail === null ? 'account/verified' : 'account/email-changed', row.id, origin, {})
    if (oldEmail !== null) {
      const occasion = { at: now(), network: origin.network }
      mail?.send('email-changed', { id: row.id, email: oldEmail }, (letters) =>
        letters['email-changed'](occasion),
      )
    }
    return { status: 'verified', account: toAccount(row) }
  }
}

export function invalidCode(): Refused {
  return refused(
    'code/invalid',
    'This link was used, has expired, or a newer one was mailed. Ask for a new one.',
  )
}
