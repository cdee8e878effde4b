import type { RandomBytes } from 'sojourn'
import type { CodeRow } from '../database/account-tables.ts'
import type { KeyDigests } from '../secrets/key-digests.ts'
import { drawSecret, isSecretText } from '../secrets/secret-text.ts'
import type { Database } from './account-store.ts'

/** What a code is good for. `decoy` is good for nothing: it is kept so that an answer takes as long as another. */
export type CodePurpose = 'email' | 'reset' | 'decoy'

export interface CodeSubject {
  readonly accountId: string
  readonly purpose: CodePurpose
  /** The address that it is mailed to, or stands for. */
  readonly email: string
  readonly emailKey: string
  /** The person's epoch, when the code is void in a later one. */
  readonly epoch: number | null
}

/**
 * Mailed single-use codes: 256 bits, of which a digest is kept, bound to an account, a purpose and an address (ASVS
 * 6.5.1, 6.6.2). A new one takes the place of an earlier one of its account and purpose.
 */
export interface MailedCodes {
  issue(
    subject: CodeSubject,
    within: Database,
  ): Promise<{ readonly code: string; readonly expiresAt: number }>
  /** The live code that `text` is, for one of `purposes`; it stays as it is. */
  find(text: string, purposes: readonly CodePurpose[]): Promise<CodeRow | null>
  /** Uses the code up, in one atomic statement: false when somebody else was quicker, or it has expired. */
  use(row: CodeRow, within: Database): Promise<boolean>
  /** Voids the code of an account and purpose that waits, if there is one. */
  cancel(accountId: string, purpose: CodePurpose): Promise<void>
  sweep(): Promise<void>
}

export interface MailedCodesOptions {
  readonly database: Database
  readonly digests: KeyDigests
  readonly randomBytes: RandomBytes
  readonly now: () => number
  readonly lifeMs: Readonly<Record<CodePurpose, number>>
}

export function createMailedCodes(options: MailedCodesOptions): MailedCodes {
  const { database, digests, randomBytes, now, lifeMs } = options
  return {
    async issue({ accountId, purpose, email, emailKey, epoch }, within) {
      const code = drawSecret(randomBytes)
      const expiresAt = now() + lifeMs[purpose]
      const values = {
        digest: digests.of('mailed code', code),
        email,
        email_key: emailKey,
        expires_at: expiresAt,
        epoch,
      }
      await within
        .insertInto('codes')
        .values({ account_id: accountId, purpose, ...values })
        .onConflict((conflict) => conflict.columns(['account_id', 'purpose']).doUpdateSet(values))
        .execute()
      return { code, expiresAt }
    },
    async find(text, purposes) {
      if (!isSecretText(text)) return null
      const row = await database
        .selectFrom('codes')
        .selectAll()
        .where('digest', 'in', digests.allOf('mailed code', text))
        .where('purpose', 'in', purposes)
        .where('expires_at', '>', now())
        .executeTakeFirst()
      return row ?? null
    },
    async use({ digest, purpose }, within) {
      const { numDeletedRows } = await within
        .deleteFrom('codes')
        .where('digest', '=', digest)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now())
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    async cancel(accountId, purpose) {
      await database
        .deleteFrom('codes')
        .where('account_id', '=', accountId)
        .where('purpose', '=', purpose)
        .execute()
    },
    async sweep() {
      await database.deleteFrom('codes').where('expires_at', '<=', now()).execute()
    },
  }
}
