import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { AccountTables } from '../database/account-tables.ts'

/** Whose wrong passwords are counted together. */
export type GuessSubject =
  /** All devices that are not known, at an address (`e:` and its digest); or one session (`s:` and its id). */
  | { readonly kind: 'strangers'; readonly subject: string }
  /** One known device of an account. */
  | { readonly kind: 'device'; readonly accountId: string; readonly digest: string }

/** Whether a guess may be checked; if not, when, or null when no more are. */
export type GuessVerdict =
  | { readonly status: 'free' }
  | { readonly status: 'resting'; readonly until: number | null }

/**
 * Counts wrong passwords in a row, in the database: the counts survive a restart, and hold for every process on it.
 * (SP 800-63B-4 §3.2.2)
 */
export interface GuessCounts {
  /** Only reads: spares a place in the queue. */
  look(subject: GuessSubject, now: number): Promise<GuessVerdict>
  /**
   * Counts a guess as wrong before it is checked, in one atomic statement: of parallel guesses no more are checked than
   * of guesses one after the other.
   */
  reserve(subject: GuessSubject, now: number): Promise<GuessVerdict>
  /** The guess was right: counting begins anew. */
  forget(subject: GuessSubject, database?: Kysely<AccountTables>): Promise<void>
}

export interface GuessCountOptions {
  readonly free: number
  readonly backOffMs: number
  readonly longestMs: number
  readonly most: number
}

export function createGuessCounts(database: Kysely<AccountTables>, options: GuessCountOptions): GuessCounts {
  const { most } = options

  async function read(subject: GuessSubject): Promise<{ failures: number; rest_until: number } | undefined> {
    if (subject.kind === 'device') {
      return database
        .selectFrom('devices')
        .select(['failures', 'rest_until'])
        .where('account_id', '=', subject.accountId)
        .where('digest', '=', subject.digest)
        .executeTakeFirst()
    }
    return database
      .selectFrom('guesses')
      .select(['failures', 'rest_until'])
      .where('subject', '=', subject.subject)
      .executeTakeFirst()
  }

  async function look(subject: GuessSubject, now: number): Promise<GuessVerdict> {
    const row = await read(subject)
    if (!row || (row.failures < most && Number(row.rest_until) <= now)) return { status: 'free' }
    return { status: 'resting', until: row.failures < most ? Number(row.rest_until) : null }
  }

  async function count(subject: GuessSubject, now: number): Promise<boolean> {
    if (subject.kind === 'device') {
      const { numUpdatedRows } = await database
        .updateTable('devices')
        .set((eb) => ({
          failures: eb('failures', '+', 1),
          rest_until: restAfterNext('failures', now, options),
        }))
        .where('account_id', '=', subject.accountId)
        .where('digest', '=', subject.digest)
        .where('rest_until', '<=', now)
        .where('failures', '<', most)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    }
    const { numInsertedOrUpdatedRows } = await database
      .insertInto('guesses')
      .values({ subject: subject.subject, failures: 1, rest_until: now + restMs(1, options), last_at: now })
      .onConflict((conflict) =>
        conflict
          .column('subject')
          .doUpdateSet((eb) => ({
            failures: eb('guesses.failures', '+', 1),
            rest_until: restAfterNext('guesses.failures', now, options),
            last_at: now,
          }))
          .where('guesses.rest_until', '<=', now)
          .where('guesses.failures', '<', most),
      )
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  return {
    look,
    async reserve(subject, now) {
      if (await count(subject, now)) return { status: 'free' }
      const verdict = await look(subject, now)
      // It may have ended between the two statements; then the next attempt is free.
      return verdict.status === 'resting' ? verdict : { status: 'resting', until: now }
    },
    async forget(subject, within = database) {
      if (subject.kind === 'device') {
        await within
          .updateTable('devices')
          .set({ failures: 0, rest_until: 0 })
          .where('account_id', '=', subject.accountId)
          .where('digest', '=', subject.digest)
          .execute()
      } else {
        await within.deleteFrom('guesses').where('subject', '=', subject.subject).execute()
      }
    },
  }
}

/** How long to rest after so many wrong passwords in a row, in milliseconds. */
function restMs(failures: number, { free, backOffMs, longestMs }: GuessCountOptions): number {
  return failures <= free ? 0 : Math.min(backOffMs * 2 ** (failures - free - 1), longestMs)
}

/** The end of the rest after one failure more than `column` says: `restMs` as SQL that every database knows. */
function restAfterNext(column: string, now: number, options: GuessCountOptions): RawBuilder<number> {
  const branches: RawBuilder<unknown>[] = []
  const end = (failures: number): RawBuilder<unknown> => {
    const ms = restMs(failures, options)
    return sql`cast(${ms === 0 ? 0 : now + ms} as bigint)`
  }
  let failures = options.free
  while (restMs(failures, options) < options.longestMs && failures < options.most) {
    branches.push(sql`when ${sql.ref(column)} < ${failures} then ${end(failures)}`)
    failures++
  }
  return sql<number>`case ${sql.join(branches, sql` `)} else ${end(failures)} end`
}
