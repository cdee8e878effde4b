import { describeSessionStore } from '@sojourn/testing'
import { type RedisCluster, startRedisCluster } from '@sojourn/testing/servers'
import { createCluster } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { guard, sampleSession, tombstone } from './redis-store.test-sample.ts'
import { createRedisStore } from './redis-store.ts'

let cluster: RedisCluster
beforeAll(async () => {
  cluster = await startRedisCluster()
})
afterAll(() => cluster.stop())

async function connect() {
  const client = createCluster({ rootNodes: [...cluster.rootNodes] })
  client.on('error', () => undefined)
  return client.connect()
}

describeSessionStore(
  'redis cluster',
  async () => {
    const redis = await connect()
    for (const master of redis.masters) await (await redis.nodeClient(master)).flushAll()
    const clients = [redis]
    const options = { commandTimeoutMs: 500 }
    return {
      store: createRedisStore(redis, options),
      async openAnother() {
        const another = await connect()
        clients.push(another)
        return createRedisStore(another, options)
      },
      breakStore: async () => {
        for (const node of cluster.nodes) node.pause()
      },
      repair: async () => {
        for (const node of cluster.nodes) node.resume()
      },
      async dispose() {
        for (const node of cluster.nodes) node.resume()
        for (const client of clients) client.destroy()
      },
    }
  },
  { leavesOut: ['feed-across-connections'] },
)

it('keeps all that belongs to one user in one slot, whatever letters its shard has', async () => {
  const redis = await connect()
  try {
    const store = createRedisStore(redis)
    const users = Array.from({ length: 300 }, (_, n) => `user-${n}`)
    await Promise.all(
      users.map(async (user) => {
        const [first, second] = [sampleSession(user), sampleSession(user)]
        await store.insert(first, guard)
        await store.insert(second, guard)
        await store.endUser(user, { tombstone, except: second.id })
      }),
    )
    const keysOfSlots = new Map<number, Set<string>>()
    const letters = new Set<string>()
    for (const master of redis.masters) {
      const node = await redis.nodeClient(master)
      for (const key of await node.keys('sojourn:*')) {
        const [, shard = ''] = /^sojourn:\{([\w-]{2})\}:(?:u|s:[\w-]{22})$/.exec(key) ?? []
        const slot = await node.clusterKeySlot(key)
        expect(slot).toBe(await node.clusterKeySlot(shard))
        keysOfSlots.set(slot, (keysOfSlots.get(slot) ?? new Set()).add(key))
        for (const letter of shard) letters.add(letter)
      }
    }
    const keys = [...keysOfSlots.values()].flatMap((each) => [...each])
    expect(keys.filter((key) => key.includes(':s:')).length).toBeGreaterThanOrEqual(600)
    expect(letters).toContain('-')
    expect(letters).toContain('_')
    expect(keysOfSlots.size).toBeGreaterThan(200)
  } finally {
    redis.destroy()
  }
})

it('answers store/unavailable in its time when one primary stands still, and serves the others', async () => {
  const redis = await connect()
  try {
    const store = createRedisStore(redis, { commandTimeoutMs: 500 })
    const sessions = Array.from({ length: 60 }, (_, n) => sampleSession(`paused-${n}`))
    for (const session of sessions) await store.insert(session, guard)
    const port = redis.masters[0]?.port
    const node = cluster.nodes.find((each) => each.port === port)
    node?.pause()
    const startedAt = performance.now()
    const results = await Promise.allSettled(sessions.map(({ id }) => store.find(id)))
    expect(performance.now() - startedAt).toBeLessThan(2000)
    node?.resume()
    const [found, failed] = ['fulfilled', 'rejected'].map((status) =>
      results.filter((each) => each.status === status),
    )
    expect(found?.length).toBeGreaterThan(0)
    expect(failed?.length).toBeGreaterThan(0)
    for (const each of failed ?? []) expect(each).toMatchObject({ reason: { code: 'store/unavailable' } })
  } finally {
    for (const node of cluster.nodes) node.resume()
    redis.destroy()
  }
})
