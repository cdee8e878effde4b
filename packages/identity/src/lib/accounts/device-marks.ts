import type { RandomBytes } from 'sojourn'
import type { KeyDigests } from '../secrets/key-digests.ts'
import { drawSecret, isSecretText } from '../secrets/secret-text.ts'
import type { Database } from './account-store.ts'
import { cleanDeviceName, type Origin } from './clean-from.ts'

/** A device that signed in to an account before is known by a secret mark, of which a digest is kept. */
export interface DeviceMarks {
  /** The digests that a presented mark may have been kept as; none when it is no mark. */
  digestsOf(mark: string | null): readonly string[]
  /** The digest by which one of `digests` is known to the account, or null. */
  find(accountId: string, digests: readonly string[]): Promise<string | null>
  /** An account that knows one of `digests`, or null. */
  ownerOf(digests: readonly string[]): Promise<string | null>
  /**
   * Records a sign-in. The device keeps the mark by which the account knows it. Otherwise it gets a new one, never the
   * one that it presented: somebody else may have put that there.
   */
  keep(sign: DeviceSignIn, within: Database): Promise<DeviceKept>
  /** Remembers which session a device began last, and its name when one is given. */
  begin(accountId: string, begun: DeviceBegun): Promise<void>
  /** Names the device that began a session last, if there is one. */
  rename(accountId: string, sessionId: string, name: string | null): Promise<void>
  /** Forgets the devices of an account, but `except`. */
  forget(accountId: string, except: string | null, within: Database): Promise<void>
}

export interface DeviceSignIn {
  readonly accountId: string
  readonly presented: string | null
  /** What `find` answered. */
  readonly known: string | null
  readonly origin: Origin
}

/** A session that a device has begun. */
export interface DeviceBegun {
  readonly device: string
  readonly session: string
  /** What the sign-in calls the device. Without, it keeps the name that it has. */
  readonly name?: string | undefined
}

export interface DeviceKept {
  readonly mark: string
  /** What the person calls the device. */
  readonly name: string | null
  /** Whether the account has other devices and did not know this one. */
  readonly isNew: boolean
}

/** The most devices that an account knows; the one that was seen longest ago is forgotten. */
const mostDevices = 20

export function createDeviceMarks(options: {
  readonly database: Database
  readonly digests: KeyDigests
  readonly randomBytes: RandomBytes
  readonly now: () => number
}): DeviceMarks {
  const { database, digests, randomBytes, now } = options
  const digestsOf = (mark: string | null): readonly string[] =>
    mark !== null && isSecretText(mark) ? digests.allOf('device mark', mark) : []

  async function insert(accountId: string, digest: string, { network, userAgent }: Origin, within: Database) {
    const seen = { first_seen_at: now(), last_seen_at: now(), network, user_agent: userAgent }
    await within
      .insertInto('devices')
      .values({
        account_id: accountId,
        digest,
        ...seen,
        failures: 0,
        rest_until: 0,
        name: null,
        session_id: null,
      })
      .execute()
    await within
      .deleteFrom('devices')
      .where('account_id', '=', accountId)
      .where('digest', 'not in', (eb) =>
        eb
          .selectFrom('devices as newest')
          .select('newest.digest')
          .where('newest.account_id', '=', accountId)
          .orderBy('newest.last_seen_at', 'desc')
          .orderBy('newest.first_seen_at', 'desc')
          .limit(mostDevices),
      )
      .execute()
  }

  return {
    digestsOf,
    async find(accountId, candidates) {
      if (candidates.length === 0) return null
      const row = await database
        .selectFrom('devices')
        .select('digest')
        .where('account_id', '=', accountId)
        .where('digest', 'in', candidates)
        .executeTakeFirst()
      return row?.digest ?? null
    },
    async ownerOf(candidates) {
      if (candidates.length === 0) return null
      const row = await database
        .selectFrom('devices')
        .select('account_id')
        .where('digest', 'in', candidates)
        .executeTakeFirst()
      return row?.account_id ?? null
    },
    async keep({ accountId, presented, known, origin }, within) {
      const { network, userAgent } = origin
      if (presented !== null && known !== null) {
        const row = await within
          .updateTable('devices')
          .set({
            digest: digests.of('device mark', presented),
            last_seen_at: now(),
            network,
            user_agent: userAgent,
          })
          .where('account_id', '=', accountId)
          .where('digest', '=', known)
          .returning('name')
          .executeTakeFirst()
        if (row) return { mark: presented, name: row.name, isNew: false }
      }
      const before = await within
        .selectFrom('devices')
        .select('digest')
        .where('account_id', '=', accountId)
        .limit(1)
        .executeTakeFirst()
      const mark = drawSecret(randomBytes)
      const digest = digests.of('device mark', mark)
      // People who share a device: the others go on being known there, with what was counted for them.
      const held = digestsOf(presented)
      if (held.length > 0)
        await within.updateTable('devices').set({ digest }).where('digest', 'in', held).execute()
      await insert(accountId, digest, origin, within)
      return { mark, name: null, isNew: before !== undefined }
    },
    async begin(accountId, { device, session, name }) {
      const candidates = digestsOf(device)
      if (candidates.length === 0) return
      await database
        .updateTable('devices')
        .set({ session_id: session, ...(name !== undefined && { name: cleanDeviceName(name) }) })
        .where('account_id', '=', accountId)
        .where('digest', 'in', candidates)
        .execute()
    },
    async rename(accountId, sessionId, name) {
      await database
        .updateTable('devices')
        .set({ name: cleanDeviceName(name) })
        .where('account_id', '=', accountId)
        .where('session_id', '=', sessionId)
        .execute()
    },
    async forget(accountId, except, within) {
      await within
        .deleteFrom('devices')
        .where('account_id', '=', accountId)
        .$if(except !== null, (query) => query.where('digest', '!=', except ?? ''))
        .execute()
    },
  }
}
