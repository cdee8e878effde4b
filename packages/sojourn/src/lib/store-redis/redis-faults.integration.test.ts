import { type RedisServer, startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SessionStore } from '../engine/store.ts'
import { guard, sampleSession, tombstone } from './redis-store.test-sample.ts'
import { createRedisStore } from './redis-store.ts'

const commandTimeoutMs = 500
/** The time-out, and what a busy machine needs on top. */
const boundMs = commandTimeoutMs + 1500

let server: RedisServer
let redis: ReturnType<typeof createClient>
let store: SessionStore
beforeEach(async () => {
  server = await startRedis()
  redis = createClient({ url: server.url })
  redis.on('error', () => undefined)
  await redis.connect()
  store = createRedisStore(redis, { commandTimeoutMs })
})
afterEach(async () => {
  redis.destroy()
  await server.stop()
})

function callsOn(session = sampleSession('user')): readonly (() => Promise<unknown>)[] {
  return [
    () => store.find(session.id),
    () => store.insert(sampleSession('user'), guard),
    () => store.replace({ ...session, version: 2 }, { announce: true }),
    () => store.end(session.id, tombstone),
    () => store.endUser('user', { tombstone }),
    () => store.touch([session]),
    () => store.listUser('user'),
    () => store.sweep({ before: 0, limit: 1 }),
  ]
}

async function expectUnavailable(): Promise<void> {
  const startedAt = performance.now()
  const results = await Promise.allSettled(callsOn().map((call) => call()))
  expect(performance.now() - startedAt).toBeLessThan(boundMs)
  for (const result of results) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { name: 'SojournError', code: 'store/unavailable' },
    })
  }
}

it('goes on when Redis has forgotten its scripts', async () => {
  const session = sampleSession('user')
  await store.insert(session, guard)
  await redis.scriptFlush()
  const calls = Promise.all(callsOn(session).map((call) => call()))
  await redis.scriptFlush()
  expect(await calls).toMatchObject(
    [session, { status: 'inserted' }, { status: 'replaced' }, true, [{}], undefined, {}, 0].map((each, n) =>
      n === 4 ? expect.any(Array) : each,
    ),
  )
  expect((await store.listUser('user')).epoch).toBe(1)
})

it('rejects within its time-out when Redis stands still, and works again afterwards', async () => {
  const session = sampleSession('user')
  await store.insert(session, guard)
  server.pause()
  await expectUnavailable()
  server.resume()
  expect(await store.insert(sampleSession('other'), guard)).toEqual({ status: 'inserted' })
})

it('rejects calls under way and later ones when Redis was killed', async () => {
  const session = sampleSession('user')
  await store.insert(session, guard)
  server.pause() // so that the calls are certain to be under way
  const underWay = Promise.allSettled(callsOn(session).map((call) => call()))
  await server.kill()
  expect((await underWay).map(({ status }) => status)).toEqual(Array(8).fill('rejected'))
  await expectUnavailable()
})

it('takes a command back that was not sent while Redis was out of reach', async () => {
  const { port } = server
  await server.kill()
  const session = sampleSession('user')
  await expect(store.insert(session, guard)).rejects.toMatchObject({ code: 'store/unavailable' })
  const back = await startRedis({ port })
  try {
    await expect.poll(() => redis.isReady, { timeout: 10_000 }).toBe(true)
    expect(await store.find(session.id)).toBeNull()
  } finally {
    await back.stop()
  }
})

it('tells a gap when it does not know whether an end took place', async () => {
  const session = sampleSession('user')
  await store.insert(session, guard)
  let gaps = 0
  store.watch({ change: () => undefined, gap: () => gaps++ })
  server.pause()
  await expect(store.end(session.id, tombstone)).rejects.toMatchObject({ code: 'store/unavailable' })
  expect(gaps).toBe(1)
  server.resume()
})

it('answers no barrier while Redis is out of reach, so that a near-cache stops', async () => {
  const feed = store.watch({ change: () => undefined, gap: () => undefined })
  await feed.barrier()
  server.pause()
  await expect(feed.barrier()).rejects.toMatchObject({ code: 'store/unavailable' })
  server.resume()
  await feed.barrier()
  await server.kill()
  await expect(feed.barrier()).rejects.toMatchObject({ code: 'store/unavailable' })
})

it('says that Redis is full, and still ends sessions then', async () => {
  const [first, second] = [sampleSession('user'), sampleSession('user')]
  await store.insert(first, guard)
  await store.insert(second, guard)
  await redis.configSet({ maxmemory: '1', 'maxmemory-policy': 'noeviction' })
  await expect(store.insert(sampleSession('user'), guard)).rejects.toMatchObject({ code: 'store/full' })
  await expect(store.replace({ ...first, version: 2 }, { announce: true })).rejects.toMatchObject({
    code: 'store/full',
  })
  expect(await store.end(first.id, tombstone)).toBe(true)
  expect(await store.endUser('user', { tombstone })).toEqual([second.id])
  expect(await store.find(first.id)).toMatchObject({ kind: 'ended' })
})

it('refuses to write to a replica', async () => {
  await redis.sendCommand(['REPLICAOF', '127.0.0.1', '1'])
  const answer = await store.insert(sampleSession('user'), guard).catch((error: unknown) => error)
  expect(answer).toMatchObject({ code: 'store/unavailable', message: 'Redis refused the command (READONLY)' })
})

it('says that a value is damaged when it is not its own', async () => {
  const session = sampleSession('user')
  await store.insert(session, guard)
  const [key = ''] = await redis.keys('sojourn:*:s:*')
  for (const strange of ['', 'L', 'L'.repeat(400), 'X'.repeat(24)]) {
    await redis.set(key, strange)
    await expect(store.find(session.id)).rejects.toMatchObject({ code: 'store/damaged' })
  }
  await redis.del(key)
  await redis.lPush(key, 'other')
  await expect(store.find(session.id)).rejects.toMatchObject({ code: 'store/damaged' })
  const [index = ''] = await redis.keys('sojourn:*:u')
  await redis.hSet(index, 'user', 'nonsense')
  await expect(store.listUser('user')).rejects.toMatchObject({ code: 'store/damaged' })
})
