import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { AccountTables } from '../database/account-tables.ts'
import type { Activity, ActivityKind } from './activity.ts'
import type { Origin } from './clean-from.ts'

/** What happened to accounts, for their people: bounded for each account, and kept for so long. */
export interface ActivityLog {
  /** Nothing happens when there is no such account. `within` is the transaction that it belongs to. */
  add(accountId: string, kind: ActivityKind, origin: Origin, within?: Kysely<AccountTables>): Promise<void>
  /** The newest first. */
  list(accountId: string, limit: number): Promise<readonly Activity[]>
  sweep(): Promise<void>
}

/** How many lines of one kind an account has: nobody washes out of it what else happened. */
const mostOfKind = 20
const mostSignIns = 60
/** How many lines are listed at most. */
export const mostActivities = 500

export interface ActivityLogOptions {
  readonly now: () => number
  readonly keptMs: number
}

export function createActivityLog(
  database: Kysely<AccountTables>,
  { now, keptMs }: ActivityLogOptions,
): ActivityLog {
  let count = 0

  /** Sorts by time and, within a moment, by the order of one process. */
  function nextId(at: number): string {
    count = (count + 1) % 1_000_000
    const parts = [
      String(at).padStart(15, '0'),
      String(count).padStart(6, '0'),
      randomBytes(6).toString('hex'),
    ]
    return parts.join('-')
  }

  return {
    async add(accountId, kind, { network, userAgent }, within = database) {
      const at = now()
      await within
        .insertInto('activity')
        .columns(['account_id', 'id', 'at', 'kind', 'network', 'user_agent'])
        .expression((eb) =>
          eb
            .selectFrom('accounts')
            .select([
              'accounts.id',
              sql<string>`cast(${nextId(at)} as text)`.as('n'),
              sql<number>`cast(${at} as bigint)`.as('at'),
              sql<string>`cast(${kind} as text)`.as('kind'),
              sql<string | null>`cast(${network} as text)`.as('network'),
              sql<string | null>`cast(${userAgent} as text)`.as('user_agent'),
            ])
            .where('accounts.id', '=', accountId),
        )
        .execute()
      await within
        .deleteFrom('activity')
        .where('account_id', '=', accountId)
        .where('kind', '=', kind)
        .where('id', '<=', (eb) =>
          eb
            .selectFrom('activity as older')
            .select('older.id')
            .where('older.account_id', '=', accountId)
            .where('older.kind', '=', kind)
            .orderBy('older.id', 'desc')
            .limit(1)
            .offset(kind.startsWith('signed-in') ? mostSignIns : mostOfKind),
        )
        .execute()
    },
    async list(accountId, limit) {
      const rows = await database
        .selectFrom('activity')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('at', '>', now() - keptMs)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ at, kind, network, user_agent }) => ({
        at: Number(at),
        kind: kind as ActivityKind, // only `add` writes it
        network,
        userAgent: user_agent,
      }))
    },
    async sweep() {
      await database
        .deleteFrom('activity')
        .where('at', '<=', now() - keptMs)
        .execute()
    },
  }
}
