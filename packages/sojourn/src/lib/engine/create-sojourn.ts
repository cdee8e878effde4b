import { createCheck } from './check.ts'
import { type Clock, createSteadyClock, systemClock } from './clock.ts'
import { decodeRecord } from './codec.ts'
import { createContextWatch } from './context-watch.ts'
import type { Core } from './core.ts'
import { createCryptoAlgebra } from './crypto-algebra.ts'
import { createDataCheck } from './data-check.ts'
import { parseInterval } from './duration.ts'
import { createEventHub } from './events.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createKeyRing } from './key-ring.ts'
import { createLease, type Lease } from './lease.ts'
import { createManage } from './manage.ts'
import { createNearCache, type NearCache } from './near-cache.ts'
import { resolvePolicy } from './policy.ts'
import { systemRandomBytes } from './random-bytes.ts'
import type { SessionRecord } from './record.ts'
import { createRefresh } from './refresh.ts'
import { requireClock } from './require-clock.ts'
import { createResume } from './resume.ts'
import { createSettle } from './settle.ts'
import { createSignIn } from './sign-in.ts'
import type { Sojourn } from './sojourn.ts'
import { SojournError } from './sojourn-error.ts'
import type { NearCacheOptions, SojournOptions } from './sojourn-options.ts'
import type { Feed, SessionStore, StoredSession } from './store.ts'
import { createTouchBatch, type TouchBatch } from './touch-batch.ts'

/**
 * Starts the session engine of this process.
 *
 * @throws `config/key-missing`, `config/key-too-short`, `config/policy-too-loose`, `config/invalid`, each with what to
 * mend; `clock/uncertain` when this machine's clock is not the store's; `store/unavailable` when the store does not answer
 * @example
 * const sojourn = await createSojourn({ store: createMemoryStore(), keys: process.env.SOJOURN_KEYS })
 */
export async function createSojourn(options: SojournOptions): Promise<Sojourn> {
  const { store, clock = systemClock, randomBytes = systemRandomBytes } = options
  const policy = resolvePolicy(options.policy)
  const ring = createKeyRing(options.keys)
  if (options.checkClock ?? options.clock === undefined) await requireClock(store, clock)
  const time = createSteadyClock(clock)
  const now = (): number => time.now()
  const events = createEventHub(now)
  const algebra = createCryptoAlgebra(ring, randomBytes)
  const failed = (operation: string) => (error: unknown) =>
    events.emit('store/failed', {
      operation,
      code: error instanceof SojournError ? error.code : 'store/unavailable',
    })
  const touches = createTouchBatch({
    store,
    everyMs: touchEveryMs(policy),
    now,
    collect: () => near?.cache.collect(),
    onFailure: failed('touch'),
  })
  const near =
    options.nearCache === false
      ? null
      : watchStore(store, options.nearCache ?? {}, { clock, events, touches, beganAt: now() })
  const recordOf = (stored: StoredSession): SessionRecord => {
    const record = decodeRecord(stored)
    const seenHere = Math.max(touches.latest(record.id), near?.cache.latestSeen(record.id) ?? 0)
    return { ...record, lastSeenAt: Math.max(record.lastSeenAt, seenHere) }
  }
  const settle = createSettle({ store, events, policy, algebra, now, doubtedNow: time.doubted, recordOf })
  const core: Core = {
    store,
    ring,
    algebra,
    policy,
    events,
    contexts: createContextWatch(events),
    settle,
    randomBytes,
    recordOf,
    now,
    doubtedNow: time.doubted,
  }
  const checkData = createDataCheck(options.data)
  await near?.lease.renew()
  const stopHousekeeping =
    options.housekeeping === false
      ? async () => {}
      : startHousekeeping({
          store,
          everyMs: parseInterval(options.housekeeping ?? '10m', 'housekeeping'),
          now,
          onFailure: failed('sweep'),
        })

  const { peek, check } = createCheck({ core, clock, time, touches, near })
  const permissions = new Map(Object.entries(options.permissions ?? {}))
  return {
    policy,
    now,
    peek,
    check,
    async verify(token, context) {
      const verdict = await check(token, context)
      return verdict.status === 'live' ? verdict.session : null
    },
    ...createSignIn(core, checkData),
    ...createRefresh(core),
    ...createResume(core),
    ...createManage(core, checkData),
    permissionsOf: (roles) => new Set(roles.flatMap((role) => permissions.get(role) ?? [])),
    report: (type, details, context) => events.emit(type, details, context),
    on: (type, listener) => events.on(type, listener),
    async close() {
      const swept = stopHousekeeping()
      near?.lease.close()
      await touches.close()
      await swept
      await near?.feed.close()
    },
  }
}

/** A minute by default, and short beside the shortest idle time-out, so that a last-seen time is never much too old. */
function touchEveryMs({ lastSeenEveryMs, lifetimes }: Core['policy']): number {
  const idles = Object.values(lifetimes).map(({ idleTimeoutMs }) => idleTimeoutMs ?? Infinity)
  return Math.max(1, Math.min(lastSeenEveryMs, Math.floor(Math.min(...idles) / 4)))
}

interface Near {
  readonly cache: NearCache
  readonly lease: Lease
  readonly feed: Feed
}

interface NearParts {
  readonly clock: Clock
  readonly events: Core['events']
  readonly touches: TouchBatch
  readonly beganAt: number
}

/** Sets up the near-cache; null where changes by other processes would not be heard. */
function watchStore(
  store: SessionStore,
  { maxEntries = 100_000, lease: leaseText = '1s', onlyProcess = false }: NearCacheOptions,
  { clock, events, touches, beganAt }: NearParts,
): Near | null {
  const cache = createNearCache({ maxEntries, beganAt, note: touches.note })
  let lease: Lease | null = null
  const feed = store.watch({
    change: (change) => cache.apply(change),
    gap: () => {
      lease?.revoke()
      cache.clear()
      events.emit('cache/gap', { cause: 'the store may have missed telling changes' })
    },
  })
  if (feed.reach !== 'every-process' && !onlyProcess) {
    void feed.close()
    return null
  }
  lease = createLease({ feed, clock, leaseMs: parseInterval(leaseText, 'nearCache.lease') })
  return { cache, lease, feed }
}
