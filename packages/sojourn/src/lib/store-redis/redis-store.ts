import { type SessionId, shardOf, shardOfUser } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type {
  EndUserOptions,
  Feed,
  FeedListener,
  Found,
  InsertGuard,
  InsertResult,
  ReplaceOptions,
  ReplaceResult,
  Seen,
  StoredSession,
  TimeBounds,
  TimedStore,
  TombstoneDraft,
  UserSessions,
} from '../engine/store.ts'
import { createLocalFeed, type LocalFeed } from './local-feed.ts'
import { endScript } from './lua/end.ts'
import { endUserScript } from './lua/end-user.ts'
import { insertScript } from './lua/insert.ts'
import { listUserScript } from './lua/list-user.ts'
import { replaceScript } from './lua/replace.ts'
import { touchScript } from './lua/touch.ts'
import { readTime } from './read-time.ts'
import { createRedisCaller, type RedisCaller } from './redis-caller.ts'
import { connectionOf, type RedisClusterClient, type RedisSingleClient } from './redis-client.ts'
import type { RedisFailure } from './redis-error.ts'
import { createScript } from './script.ts'
import { createSessionKeys, idOf, requireUserShard, type SessionKeys, tailOf } from './session-keys.ts'
import { decodeValue, encodeSession, encodeTombstone, requireUserId } from './session-value.ts'
import { createSweep, type SweepOptions } from './sweep.ts'

export interface RedisStoreOptions {
  /** What every key begins with. Default `sojourn:`. */
  readonly keyPrefix?: string
  /** Milliseconds until an unanswered command counts as `store/unavailable`. Default 2000. */
  readonly commandTimeoutMs?: number
}

const scripts = {
  insert: createScript(insertScript),
  replace: createScript(replaceScript),
  end: createScript(endScript),
  endUser: createScript(endUserScript),
  touch: createScript(touchScript),
  listUser: createScript(listUserScript),
} as const

/** The most sightings that are under way at once, so that a large batch leaves room for other calls. */
const touchesAtOnce = 500

/**
 * Keeps sessions in Redis 7 or newer: one server, or a Cluster.
 *
 * Needs `maxmemory-policy noeviction`: a Redis that evicts keys may forget a user's index or epoch before the user's
 * sessions, and `endUser` would miss them. What was acknowledged is as durable as that Redis is configured to be;
 * a fail-over may lose the last writes.
 *
 * @param redis a connected client of the `redis` package, from `createClient` or `createCluster`; it stays yours to
 *   close, and so does its `error` event
 * @throws `config/invalid` for options that cannot be used
 * @example
 * const redis = await createClient({ url: process.env.REDIS_URL }).on('error', log).connect()
 * const sojourn = await createSojourn({ store: createRedisStore(redis), keys })
 */
export function createRedisStore(
  redis: RedisSingleClient | RedisClusterClient,
  options: RedisStoreOptions = {},
): TimedStore {
  const { keyPrefix = 'sojourn:', commandTimeoutMs = 2000 } = options
  if (!Number.isSafeInteger(commandTimeoutMs) || commandTimeoutMs < 1 || commandTimeoutMs > 2 ** 31 - 1) {
    throw new SojournError(
      'config/invalid',
      'commandTimeoutMs is not a whole number of milliseconds, 1 or more',
    )
  }
  return new RedisStore(
    createRedisCaller(connectionOf(redis), commandTimeoutMs),
    createSessionKeys(keyPrefix),
  )
}

class RedisStore implements TimedStore {
  readonly #caller: RedisCaller
  readonly #keys: SessionKeys
  readonly #sweep: (options: SweepOptions) => Promise<number>
  readonly #feed: LocalFeed = createLocalFeed()
  readonly #underWay = new Set<Promise<unknown>>()
  #closed = false

  constructor(caller: RedisCaller, keys: SessionKeys) {
    this.#caller = caller
    this.#keys = keys
    this.#sweep = createSweep(caller, keys)
  }

  find(id: SessionId): Promise<Found> {
    return this.#call('quiet', async () => {
      const value = await this.#caller.get(this.#keys.session(id))
      return value && decodeValue(id, value)
    })
  }

  insert(session: StoredSession, guard: InsertGuard): Promise<InsertResult> {
    return this.#call('quiet', async () => {
      const { id, userId, keepUntil } = session
      requireUserShard(id, userId)
      const args: (Buffer | string)[] = [encodeSession(session).value, String(keepUntil)]
      if (userId !== null) args.push(userId, String(guard.epoch), String(guard.atMost), String(guard.now))
      const answer = await this.#caller.run(scripts.insert, this.#keysOf(id, userId), args)
      if (answer === 1) return { status: 'inserted' }
      if (answer === 0) return { status: 'exists' }
      const [status, ...rest] = answer as [Buffer, ...Buffer[]] // the script's other two answers
      if (String(status) === 'stale') return { status: 'stale-epoch', epoch: Number(String(rest[0])) }
      return { status: 'full', sessions: readSessions(shardOf(id), rest) }
    })
  }

  replace(next: StoredSession, { announce }: ReplaceOptions): Promise<ReplaceResult> {
    return this.#call(announce ? 'told' : 'quiet', async () => {
      const { id, userId, version } = next
      requireUserShard(id, userId)
      const { value, headLength } = encodeSession(next)
      const keys = [this.#keys.session(id)] as const
      const answer = await this.#caller.run(scripts.replace, keys, [value, String(headLength)])
      if (answer === -1) throw new SojournError('usage/invalid', 'the user of a session never changes')
      if (answer !== 1) {
        const current = answer as Buffer | null // the script's other answer
        return { status: 'conflict', current: current && decodeValue(id, current) }
      }
      if (announce) this.#feed.tell({ kind: 'replaced', id, version })
      return { status: 'replaced' }
    })
  }

  end(id: SessionId, tombstone: TombstoneDraft): Promise<boolean> {
    return this.#call('told', async () => {
      const args = [...encodeTombstone(tombstone), String(tombstone.keepUntil)]
      const answer = await this.#caller.run(scripts.end, this.#keysOf(id), args)
      if (answer !== 1) return false
      this.#feed.tell({ kind: 'ended', id, reason: tombstone.reason })
      return true
    })
  }

  endUser(userId: string, { tombstone, except }: EndUserOptions): Promise<readonly SessionId[]> {
    return this.#call('told', async () => {
      requireUserId(userId)
      const shard = shardOfUser(userId)
      const args = [
        userId,
        ...encodeTombstone(tombstone),
        String(tombstone.keepUntil),
        this.#keys.sessionStem(shard),
        except !== undefined && shardOf(except) === shard ? tailOf(except) : '',
      ]
      const answer = await this.#caller.run(scripts.endUser, [this.#keys.index(shard)], args)
      const ids = (answer as Buffer[]).map((tail) => idOf(shard, String(tail))) // the script's only answer
      for (const id of ids) this.#feed.tell({ kind: 'ended', id, reason: tombstone.reason })
      return ids
    })
  }

  touch(seen: readonly Seen[]): Promise<void> {
    return this.#call('quiet', async () => {
      for (let at = 0; at < seen.length; at += touchesAtOnce) {
        await Promise.all(seen.slice(at, at + touchesAtOnce).map((sighting) => this.#touch(sighting)))
      }
    })
  }

  listUser(userId: string): Promise<UserSessions> {
    return this.#call('quiet', async () => {
      requireUserId(userId)
      const shard = shardOfUser(userId)
      const keys = [this.#keys.index(shard)] as const
      const answer = await this.#caller.run(scripts.listUser, keys, [userId, this.#keys.sessionStem(shard)])
      const [epoch, ...sessions] = answer as [Buffer, ...Buffer[]] // the script's only answer
      return { epoch: Number(String(epoch)), sessions: readSessions(shard, sessions) }
    })
  }

  sweep(options: SweepOptions): Promise<number> {
    return this.#call('quiet', () => this.#sweep(options))
  }

  timeBounds(): Promise<TimeBounds> {
    return this.#call('quiet', () => readTime(this.#caller))
  }

  watch(listener: FeedListener): Feed {
    if (this.#closed) throw closedError()
    // This process's changes are told already. Asking each primary has a near-cache stop when one is out of reach.
    const barrier = async (): Promise<void> => void (await this.timeBounds())
    return { ...this.#feed.watch(listener), barrier }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#underWay)
    this.#feed.close()
  }

  async #touch({ id, lastSeenAt, keepUntil }: Seen): Promise<void> {
    await this.#caller.run(scripts.touch, [this.#keys.session(id)], [String(lastSeenAt), String(keepUntil)])
  }

  /** The session's key and its shard's index, which an anonymous session does not need. */
  #keysOf(id: SessionId, userId?: string | null): readonly [string, ...string[]] {
    const key = this.#keys.session(id)
    return userId === null ? [key] : [key, this.#keys.index(shardOf(id))]
  }

  /** Runs one call of the contract: kept until it is done, and its failure put into the contract's words. */
  async #call<Answer>(change: 'told' | 'quiet', run: () => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw closedError()
    const running = run()
    this.#underWay.add(running)
    try {
      return await running
    } catch (cause) {
      if (!isFailure(cause)) throw cause
      if (change === 'told' && cause.effect === 'unknown') this.#feed.gap()
      throw cause.error
    } finally {
      this.#underWay.delete(running)
    }
  }
}

function readSessions(shard: string, pairs: readonly Buffer[]): StoredSession[] {
  const sessions: StoredSession[] = []
  for (let n = 0; n + 1 < pairs.length; n += 2) {
    const [tail, value] = [pairs[n], pairs[n + 1]]
    const found = tail && value ? decodeValue(idOf(shard, String(tail)), value) : null
    if (found?.kind === 'live') sessions.push(found)
  }
  return sessions
}

function isFailure(cause: unknown): cause is RedisFailure {
  return typeof cause === 'object' && cause !== null && 'effect' in cause && 'error' in cause
}

function closedError(): SojournError {
  return new SojournError('usage/closed', 'the Redis store was closed')
}
