import type { RandomBytes } from 'sojourn'
import type { RegistrationRow } from '../database/account-tables.ts'
import type { KeyDigests } from '../secrets/key-digests.ts'
import { drawSecret, isSecretText } from '../secrets/secret-text.ts'
import type { Database } from './account-store.ts'

/**
 * Attempts to register that wait for their mailed code, each with its own password. Whoever reads the mails to an address
 * must know the password of the attempt as well: a stranger's attempt can't be confirmed by mistake, and harms no other.
 */
export interface PendingRegistrations {
  /** Keeps an attempt; of one address the newest few stay. */
  add(attempt: Attempt): Promise<{ readonly code: string; readonly expiresAt: number }>
  /** The live attempt that `text` is the code of. */
  find(text: string): Promise<RegistrationRow | null>
  /** Counts a password before it is checked, in one atomic statement: false when no more are. */
  reserve(row: RegistrationRow): Promise<boolean>
  /** Takes an attempt, and removes the others of its address: false when somebody else was quicker. */
  use(row: RegistrationRow, within: Database): Promise<boolean>
  sweep(): Promise<void>
}

export type Attempt = Pick<RegistrationRow, 'id' | 'email' | 'email_key' | 'name' | 'password_hash'>

/** How many attempts of one address are kept. */
const mostOfAddress = 5
/** How many passwords may be tried with one code. */
const mostTried = 10

export function createPendingRegistrations(options: {
  readonly database: Database
  readonly digests: KeyDigests
  readonly randomBytes: RandomBytes
  readonly now: () => number
  readonly lifeMs: number
}): PendingRegistrations {
  const { database, digests, randomBytes, now, lifeMs } = options
  return {
    async add(attempt) {
      const code = drawSecret(randomBytes)
      const expiresAt = now() + lifeMs
      const digest = digests.of('mailed code', code)
      const row = { ...attempt, digest, tried: 0, created_at: now(), expires_at: expiresAt }
      await database.transaction().execute(async (transaction) => {
        await transaction.insertInto('registrations').values(row).execute()
        await transaction
          .deleteFrom('registrations')
          .where('email_key', '=', attempt.email_key)
          .where('id', '!=', attempt.id)
          .where('id', 'not in', (eb) =>
            eb
              .selectFrom('registrations as newest')
              .select('newest.id')
              .where('newest.email_key', '=', attempt.email_key)
              .where('newest.id', '!=', attempt.id)
              .orderBy('newest.created_at', 'desc')
              .orderBy('newest.id')
              .limit(mostOfAddress - 1),
          )
          .execute()
      })
      return { code, expiresAt }
    },
    async find(text) {
      if (!isSecretText(text)) return null
      const row = await database
        .selectFrom('registrations')
        .selectAll()
        .where('digest', 'in', digests.allOf('mailed code', text))
        .where('expires_at', '>', now())
        .where('tried', '<', mostTried)
        .executeTakeFirst()
      return row ?? null
    },
    async reserve({ id }) {
      const { numUpdatedRows } = await database
        .updateTable('registrations')
        .set((eb) => ({ tried: eb('tried', '+', 1) }))
        .where('id', '=', id)
        .where('expires_at', '>', now())
        .where('tried', '<', mostTried)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    async use({ id, email_key: emailKey }, within) {
      // In one statement: two that are confirmed side by side would otherwise wait for each other's rows.
      const removed = await within
        .deleteFrom('registrations')
        .where('email_key', '=', emailKey)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('registrations as own')
              .select('own.id')
              .where('own.id', '=', id)
              .where('own.expires_at', '>', now()),
          ),
        )
        .returning('id')
        .execute()
      return removed.some((row) => row.id === id)
    },
    async sweep() {
      await database.deleteFrom('registrations').where('expires_at', '<=', now()).execute()
    },
  }
}
