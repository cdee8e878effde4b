import { type RawBuilder, sql } from 'kysely'
import { type EmailAddress, readEmail } from '../email/email-address.ts'
import type { Place } from '../passwords/work-queue.ts'
import { type Database, exists, laterThan, newAccountId, newRow, toAccount } from './account-store.ts'
import { invalidEmail } from './authenticate.ts'
import { throttled } from './check-password.ts'
import { cleanFrom, nowhere, type Origin } from './clean-from.ts'
import { addressKey, type Core, networkKey } from './core.ts'
import type { Identity, Registration } from './identity.ts'
import { clearPending } from './move-account.ts'
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

  function rowOf({ address, name }: Applicant, password_hash: string) {
    return {
      id: newAccountId(core.randomBytes),
      email: address.text,
      email_key: address.key,
      name,
      password_hash,
    }
  }

  async function insert(row: ReturnType<typeof newRow>, within: Database): Promise<boolean> {
    await clearPending(within, row.email_key, row.id)
    const { numInsertedOrUpdatedRows } = await within
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async function registerAtOnce(applicant: Applicant, passwordHash: string, origin: Origin) {
    const row = newRow(rowOf(applicant, passwordHash), { now: now(), verified: 0, pending: 0 })
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
    return { status: 'created', account: toAccount(row), epoch, device: kept.mark } as const
  }

  return {
    async register(registration, from) {
      const origin = cleanFrom(from)
      const applicant = read(registration)
      if ('status' in applicant) return applicant
      const waitMs =
        (await budgets.registrations.take(networkKey(origin))) ??
        (mail ? await budgets.mailsTo.take(addressKey(core, applicant.address)) : null)
      if (waitMs !== null) return throttled(waitMs)
      const place: Place = { line: 'new', share: networkKey(origin) }
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
      const flags = { verified: verified ? 1 : 0, pending: 0, roles: names } as const
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
 * Writes a registration, and mails what comes next. A registration that nobody confirmed gives way to the next one: who
 * confirms an address gets the password of the registration that the mail was of. For an address that has an account the
 * same rows are written, and nothing is changed.
 */
async function registerByMail(
  core: Core,
  applicant: Parameters<typeof newRow>[0],
  origin: Origin,
): Promise<void> {
  const { database, codes, mail, emit, now } = core
  const row = newRow(applicant, { now: now(), verified: 0, pending: 1 })
  const { email, email_key: emailKey } = row
  const written = await database.query.transaction().execute(async (transaction) => {
    const kept = await transaction
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.column('email_key').doUpdateSet(replacePending(now())))
      .returning(['id', 'pending', 'email'])
      .executeTakeFirstOrThrow()
    const purpose = kept.pending === 1 ? 'verify' : 'decoy'
    await transaction
      .deleteFrom('codes')
      .where('account_id', '=', kept.id)
      .where('purpose', '=', kept.pending === 1 ? 'reset' : 'decoy')
      .execute()
    const issued = await codes.issue({ accountId: kept.id, purpose, email, emailKey }, transaction)
    return { ...kept, ...issued }
  })
  const occasion = { at: now(), network: origin.network }
  if (written.pending === 1) {
    emit('account/registered', written.id, origin, {})
    mail?.send('verify', written, (letters) => letters.verify(written.code, occasion), {
      uselessAfter: written.expiresAt,
    })
  } else {
    emit('account/registered-again', written.id, origin, {})
    mail?.send('registered-again', written, (letters) => letters['registered-again'](occasion))
  }
}

/** The new registration where nobody confirmed the one before; otherwise the row as it is, written all the same. */
function replacePending(
  now: number,
): Record<'email' | 'name' | 'password_hash' | 'password_changed_at', RawBuilder<never>> {
  const either = (
    column: string,
    next = sql.ref(`excluded.${column}`) as RawBuilder<unknown>,
  ): RawBuilder<never> =>
    sql`case when accounts.pending = 1 then ${next} else ${sql.ref(`accounts.${column}`)} end` // of the column's own type
  return {
    email: either('email'),
    name: either('name'),
    password_hash: either('password_hash'),
    password_changed_at: either('password_changed_at', laterThan('password_changed_at', now)),
  }
}
