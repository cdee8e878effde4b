import { type EmailAddress, readEmail } from '../email/email-address.ts'
import type { Place } from '../passwords/work-queue.ts'
import { type Database, exists, findByEmailKey, newAccountId, newRow, toAccount } from './account-store.ts'
import { invalidEmail } from './authenticate.ts'
import { throttled } from './check-password.ts'
import { cleanFrom, nowhere, type Origin } from './clean-from.ts'
import { addressKey, type Core, networkKey } from './core.ts'
import type { Identity, Registration } from './identity.ts'
import { clearRegistrations } from './move-account.ts'
import type { Attempt } from './pending-registrations.ts'
import { invalidName, readName } from './read-name.ts'
import type { Refused } from './refused.ts'
import { readRoles } from './roles.ts'

interface Applicant {
  readonly address: EmailAddress
  readonly name: string | null
}

/** Makes `register` and `create`. */
export function createRegister(core: Core): Pick<Identity, 'register' | 'create'> {
  const { database, budgets, hasher, mail, marks, activity, sojourn, emit, now } = core

  /** What is wrong with an application, or who it is of. Knows nothing of accounts. */
  function read({ email, password, name }: Registration): Applicant | Refused {
    const address = readEmail(email)
    if (!address) return invalidEmail()
    const person = readName(name)
    if (person === 'invalid') return invalidName()
    return core.rules(password, { email: address.text, name: person.name }) ?? { address, name: person.name }
  }

  function rowOf({ address, name }: Applicant, password_hash: string): Attempt {
    return {
      id: newAccountId(core.randomBytes),
      email: address.text,
      email_key: address.key,
      name,
      password_hash,
    }
  }

  async function insert(row: ReturnType<typeof newRow>, within: Database): Promise<boolean> {
    await clearRegistrations(within, row.email_key)
    const { numInsertedOrUpdatedRows } = await within
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async function registerAtOnce(applicant: Applicant, passwordHash: string, origin: Origin) {
    const row = newRow(rowOf(applicant, passwordHash), { now: now(), verified: 0 })
    const kept = await database.query.transaction().execute(async (transaction) => {
      if (!(await insert(row, transaction))) return null
      await activity.add(row.id, 'registered', origin, transaction)
      return marks.keep({ accountId: row.id, presented: null, known: null, origin }, transaction)
    })
    if (!kept) {
      emit('account/registered-again', null, origin, {})
      return exists()
    }
    emit('account/registered', row.id, origin, {})
    const epoch = await sojourn.userEpoch(row.id)
    return { status: 'created', account: toAccount(row), epoch, device: kept.mark, deviceName: null } as const
  }

  return {
    async register(registration, from) {
      const origin = cleanFrom(from)
      const network = networkKey(origin)
      const networkMs = await budgets.registrations.take(network)
      if (networkMs !== null) return throttled(networkMs)
      const applicant = read(registration)
      if ('status' in applicant) {
        await budgets.registrations.putBack(network) // who mends a password is no flood
        return applicant
      }
      const spent = mail
        ? await budgets.registrationMails.take(network, addressKey(core, applicant.address))
        : null
      if (spent) return throttled(spent.waitMs)
      const place: Place = { line: 'new', share: network }
      const passwordHash = await hasher.hash(registration.password, place)
      if (typeof passwordHash !== 'string') return passwordHash
      if (!mail) return registerAtOnce(applicant, passwordHash, origin)
      await registerByMail(core, rowOf(applicant, passwordHash), origin)
      return { status: 'mailed' }
    },
    async create({ roles = [], verified = true, ...registration }) {
      const names = readRoles(roles)
      const applicant = read(registration)
      if ('status' in applicant) return applicant
      const passwordHash = await hasher.hash(registration.password, { line: 'new', share: 'operator' })
      if (typeof passwordHash !== 'string') return passwordHash
      const flags = { verified: verified ? 1 : 0, roles: names } as const
      const row = newRow(rowOf(applicant, passwordHash), { now: now(), ...flags })
      const inserted = await database.query.transaction().execute((transaction) => insert(row, transaction))
      if (!inserted) return exists()
      await activity.add(row.id, 'registered', nowhere)
      emit('account/registered', row.id, nowhere, {})
      return { status: 'created', account: toAccount(row) }
    },
  }
}

/**
 * Keeps an attempt to register, and mails what comes next. For an address that has an account the same is kept, but
 * nobody gets the code.
 */
async function registerByMail(core: Core, attempt: Attempt, origin: Origin): Promise<void> {
  const { database, registrations, mail, emit, now } = core
  const holder = await findByEmailKey(database.query, attempt.email_key)
  const { code, expiresAt } = await registrations.add(attempt)
  const occasion = { at: now(), network: origin.network }
  if (holder) {
    emit('account/registered-again', holder.id, origin, {})
    mail?.send('registered-again', holder, (letters) => letters['registered-again'](occasion))
  } else {
    emit('account/registration-asked', null, origin, {})
    mail?.send('verify', attempt, (letters) => letters.verify(code, occasion), {
      uselessAfter: expiresAt,
    })
  }
}
