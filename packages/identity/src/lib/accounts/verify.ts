import type { AccountRow, CodeRow } from '../database/account-tables.ts'
import { exists, toAccount } from './account-store.ts'
import { cleanFrom, nowhere } from './clean-from.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'
import { moveAccount } from './move-account.ts'
import { type Refused, refused } from './refused.ts'

/** Makes `verify`. A code is used up and the account is changed together, or neither. */
export function createVerify({ database, codes, activity, mail, emit, now }: Core): Identity['verify'] {
  async function confirm(code: CodeRow): Promise<AccountRow | null> {
    return database.query.transaction().execute(async (transaction) => {
      if (!(await codes.use(code, transaction))) return null
      const row = await transaction
        .updateTable('accounts')
        .set({ verified: 1, pending: 0 })
        .where('id', '=', code.account_id)
        .where('email_key', '=', code.email_key)
        .returningAll()
        .executeTakeFirst()
      return row ?? null
    })
  }

  return async (text, from = nowhere) => {
    const origin = cleanFrom(from)
    const code = await codes.find(text, ['verify', 'email'])
    if (!code) return invalidCode()
    if (code.purpose === 'verify') {
      const row = await confirm(code)
      if (!row) return invalidCode()
      await activity.add(row.id, 'verified', origin)
      emit('account/verified', row.id, origin, {})
      return { status: 'verified', account: toAccount(row) }
    }
    const address = { text: code.email, key: code.email_key }
    const moved = await moveAccount(
      database.query,
      { id: code.account_id, address, verified: 1 },
      (transaction) => codes.use(code, transaction),
    )
    if (moved === 'refused') return invalidCode()
    if (moved === 'taken') return exists()
    const { row, oldEmail } = moved
    await activity.add(row.id, 'email-changed', origin)
    emit('account/email-changed', row.id, origin, {})
    const occasion = { at: now(), network: origin.network }
    const old = { id: row.id, email: oldEmail }
    mail?.send('email-changed', old, (letters) => letters['email-changed'](occasion))
    return { status: 'verified', account: toAccount(row) }
  }
}

export function invalidCode(): Refused {
  return refused(
    'code/invalid',
    'This link was used, has expired, or a newer one was mailed. Ask for a new one.',
  )
}
