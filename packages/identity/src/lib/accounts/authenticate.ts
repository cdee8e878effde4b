import { readEmail } from '../email/email-address.ts'
import { findByEmailKey, toAccount } from './account-store.ts'
import { type CheckedPassword, checkPassword, wrong } from './check-password.ts'
import { cleanFrom, type Origin } from './clean-from.ts'
import { addressKey, type Core } from './core.ts'
import type { From } from './from.ts'
import type { Authenticated, Identity } from './identity.ts'
import { type Refused, refused } from './refused.ts'

/** Makes `authenticate`. */
export function createAuthenticate(core: Core): Identity['authenticate'] {
  const { database, counts, emit } = core

  async function complete(
    checked: CheckedPassword,
    from: From,
    origin: Origin,
  ): Promise<Authenticated | Refused> {
    const { account, subject } = checked
    if (account.disabled > 0) {
      await counts.forget(subject)
      return disabled()
    }
    return recordSignIn(core, checked, from, origin)
  }

  return async ({ email, password }, from) => {
    const origin = cleanFrom(from)
    const address = readEmail(email)
    if (!address) return invalidEmail()
    const checked = await checkPassword(core, {
      password,
      device: from.device,
      origin,
      addressDigest: addressKey(core, address),
      find: () => findByEmailKey(database.query, address.key),
    })
    const right = checked.status === 'right'
    const result = right ? await complete(checked, from, origin) : checked.refusal
    if (result.status === 'refused') {
      emit('auth/refused', right ? checked.account.id : checked.accountId, origin, { code: result.code })
    }
    return result
  }
}

/** Writes down that somebody with the right password signed in; refuses when it was changed while it was checked. */
async function recordSignIn(
  { database, counts, marks, activity, budgets, mail, emit, now }: Core,
  { account: before, hash, device, subject, epoch }: CheckedPassword,
  from: From,
  origin: Origin,
): Promise<Authenticated | Refused> {
  const written = await database.query.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('accounts')
      .set({ password_hash: hash })
      .where('id', '=', before.id)
      .where('password_changed_at', '=', before.password_changed_at)
      .where('disabled', '=', 0)
      .returningAll()
      .executeTakeFirst()
    if (!row) return null
    await counts.forget(subject, transaction)
    const kept = await marks.keep(
      { accountId: row.id, presented: from.device, known: device, origin },
      transaction,
    )
    await activity.add(row.id, kept.isNew ? 'signed-in-new-device' : 'signed-in', origin, transaction)
    return { row, kept }
  })
  if (!written) return wrong()
  const { row, kept } = written
  if (hash !== before.password_hash) emit('password/rehashed', row.id, origin, {})
  emit('auth/authenticated', row.id, origin, { device: device === null ? 'new' : 'known' })
  if (kept.isNew && mail && (await budgets.notices.take(row.id)) === null) {
    const occasion = { at: now(), network: origin.network }
    mail.send('new-device', row, (letters) => letters['new-device'](occasion))
  }
  return { status: 'authenticated', account: toAccount(row), epoch, device: kept.mark, deviceName: kept.name }
}

export function invalidEmail(): Refused {
  return refused('email/invalid', 'Enter an email address, like name@example.com.')
}

export function disabled(): Refused {
  return refused('account/disabled', 'This account is disabled. Ask those who run the site.')
}
