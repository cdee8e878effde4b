import type { RegistrationRow } from '../database/account-tables.ts'
import { isTooLong } from '../passwords/password-rules.ts'
import { exists, newRow, toAccount } from './account-store.ts'
import { throttled } from './check-password.ts'
import { cleanFrom, type Origin } from './clean-from.ts'
import { confirmChange } from './confirm-change.ts'
import { addressKey, type Core, networkKey, strangersAt } from './core.ts'
import type { Identity, VerifyResult } from './identity.ts'
import { invalidCode } from './invalid-code.ts'
import { type Refused, refused } from './refused.ts'

/** Makes `verify`. A code is used up and the account is made or changed together, or neither. */
export function createVerify(core: Core): Identity['verify'] {
  const { codes, registrations, emit } = core

  return async ({ code: text, password = null }, from) => {
    const origin = cleanFrom(from)
    const registration = await registrations.find(text)
    if (!registration) {
      const code = await codes.find(text, ['email'])
      return code ? confirmChange(core, code, origin) : invalidCode()
    }
    const checked = await checkRegistration(core, registration, password, origin)
    if (typeof checked === 'string') return confirmRegistration(core, registration, checked, origin)
    emit('auth/refused', null, origin, { code: checked.code })
    return checked
  }
}

/** The hash to be kept, when the password is the one of the attempt. */
async function checkRegistration(
  { hasher, registrations, budgets }: Core,
  row: RegistrationRow,
  password: string | null,
  origin: Origin,
): Promise<string | Refused> {
  if (password === null || isTooLong(password) || !password.isWellFormed()) return wrongForMail()
  const network = networkKey(origin)
  const waitMs = await budgets.guesses.take(network)
  if (waitMs !== null) return throttled(waitMs)
  const checked = await hasher.check(row.password_hash, password, {
    place: { line: 'guess', share: network },
    begin: async () => ((await registrations.reserve(row)) ? null : invalidCode()),
  })
  const refusal = 'code' in checked ? checked : checked.matches ? null : wrongForMail()
  if (!refusal || refusal.code === 'auth/busy') await budgets.guesses.putBack(network)
  return refusal ?? ('renewed' in checked ? checked.renewed : null) ?? row.password_hash
}

/** Makes the account of an attempt, and signs in. */
async function confirmRegistration(
  core: Core,
  registration: RegistrationRow,
  hash: string,
  origin: Origin,
): Promise<VerifyResult | Refused> {
  const { database, registrations, marks, counts, activity, sojourn, emit, now } = core
  const { id, email, email_key, name } = registration
  const row = newRow({ id, email, email_key, name, password_hash: hash }, { now: now(), verified: 1 })
  const made = await database.query.transaction().execute(async (transaction) => {
    if (!(await registrations.use(registration, transaction))) return invalidCode()
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .executeTakeFirst()
    if (!numInsertedOrUpdatedRows) return exists()
    await counts.forget(strangersAt(addressKey(core, { key: email_key })), transaction)
    await activity.add(id, 'registered', origin, transaction)
    await activity.add(id, 'verified', origin, transaction)
    return marks.keep({ accountId: id, presented: null, known: null, origin }, transaction)
  })
  if ('code' in made) return made
  emit('account/registered', id, origin, {})
  emit('account/verified', id, origin, {})
  emit('auth/authenticated', id, origin, { device: 'new' })
  const epoch = await sojourn.userEpoch(id)
  return { status: 'verified', account: toAccount(row), epoch, device: made.mark, deviceName: null }
}

function wrongForMail(): Refused {
  return refused(
    'auth/wrong-credentials',
    'Enter the password that you chose when you asked for this mail. If you asked several times, use the newest mail that you asked for yourself.',
  )
}
