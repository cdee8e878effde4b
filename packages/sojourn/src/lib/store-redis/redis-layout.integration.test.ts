import { type RedisServer, startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shardOf, shardOfUser } from '../engine/session-id.ts'
import type { SessionStore } from '../engine/store.ts'
import { day, guard, now, sampleSession, tombstone } from './redis-store.test-sample.ts'
import { createRedisStore } from './redis-store.ts'

let server: RedisServer
let redis: ReturnType<typeof createClient>
let store: SessionStore
beforeAll(async () => {
  server = await startRedis()
  redis = createClient({ url: server.url })
  await redis.connect()
})
beforeEach(async () => {
  await redis.flushAll()
  store = createRedisStore(redis)
})
afterAll(async () => {
  redis.destroy()
  await server.stop()
})

async function usedMemory(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
}

describe('keys', () => {
  it('carry the shard as their tag, and expire by themselves an hour after keepUntil', async () => {
    const session = sampleSession('user')
    await store.insert(session, guard)
    const shard = shardOfUser('user')
    const key = `sojourn:{${shard}}:s:${session.id.slice(2)}`
    expect((await redis.keys('*')).sort()).toEqual([key, `sojourn:{${shard}}:u`])
    expect(await redis.pExpireTime(key)).toBe(session.keepUntil + 3_600_000)
    await store.touch([{ ...session, keepUntil: now + 3 * day }])
    expect(await redis.pExpireTime(key)).toBe(now + 3 * day + 3_600_000)
    await store.replace({ ...session, version: 2, keepUntil: now + 4 * day }, { announce: false })
    expect(await redis.pExpireTime(key)).toBe(now + 4 * day + 3_600_000)
    await store.end(session.id, tombstone)
    expect(await redis.pExpireTime(key)).toBe(tombstone.keepUntil + 3_600_000)
  })

  it('stay for an hour by the clock of Redis, however late the clock of the engine is', async () => {
    const session = { ...sampleSession('user'), keepUntil: 1000 }
    await store.insert(session, { ...guard, now: 0 })
    expect(await store.find(session.id)).toMatchObject({ kind: 'live' })
    expect(await store.end(session.id, { ...tombstone, keepUntil: 1000 })).toBe(true)
    expect(await store.find(session.id)).toMatchObject({ kind: 'ended' })
  })

  it('leave a prefix of one\u2019s own, and refuse one that would break the tag', async () => {
    await createRedisStore(redis, { keyPrefix: 'app:' }).insert(sampleSession('user'), guard)
    for (const key of await redis.keys('*')) expect(key).toMatch(/^app:\{..\}:/)
    expect(() => createRedisStore(redis, { keyPrefix: 'a{b}' })).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    )
  })

  it('refuse a session that is not in the shard of its user', async () => {
    const session = { ...sampleSession('user'), userId: 'somebody else' }
    await expect(store.insert(session, guard)).rejects.toMatchObject({ code: 'usage/invalid' })
  })

  it('refuse user ids that bytes cannot tell apart', async () => {
    await expect(store.listUser('\ud800')).rejects.toMatchObject({ code: 'usage/invalid' })
    await expect(store.endUser('\ud801', { tombstone })).rejects.toMatchObject({ code: 'usage/invalid' })
  })
})

describe('the index', () => {
  it('forgets sessions that expired in Redis: they do not count, are not listed and not ended', async () => {
    const [gone, there] = [sampleSession('user'), sampleSession('user')]
    for (const session of [gone, there]) await store.insert(session, guard)
    await redis.del(`sojourn:{${shardOf(gone.id)}}:s:${gone.id.slice(2)}`) // as an expiry would
    expect((await store.listUser('user')).sessions.map(({ id }) => id)).toEqual([there.id])
    const third = sampleSession('user')
    expect(await store.insert(third, { ...guard, atMost: 2 })).toEqual({ status: 'inserted' })
    expect([...(await store.endUser('user', { tombstone }))].sort()).toEqual([there.id, third.id].sort())
  })

  it('holds what is alive and nothing else', async () => {
    const [ended, there] = [sampleSession('user'), sampleSession('user')]
    for (const session of [ended, there]) await store.insert(session, guard)
    const index = `sojourn:{${shardOf(ended.id)}}:u`
    expect(await redis.hGetAll(index)).toEqual({ user: `0:${ended.id.slice(2)}${there.id.slice(2)}` })
    await store.end(ended.id, tombstone)
    expect(await redis.hGetAll(index)).toEqual({ user: `0:${there.id.slice(2)}` })
    await store.end(there.id, tombstone)
    expect(await redis.exists(index)).toBe(0)
  })

  it('loses users without sessions by sweeping, but no epoch before its time', async () => {
    const [plain, ended] = [sampleSession('plain'), sampleSession('ended')]
    for (const session of [plain, ended]) await store.insert(session, guard)
    await store.endUser('ended', { tombstone })
    await redis.del(`sojourn:{${shardOf(plain.id)}}:s:${plain.id.slice(2)}`)
    for (let n = 0; n < 64; n++) await store.sweep({ before: 0, limit: 1 }) // once round all shards
    expect(await redis.exists(`sojourn:{${shardOf(plain.id)}}:u`)).toBe(0)
    const index = `sojourn:{${shardOf(ended.id)}}:u`
    expect(await redis.hGet(index, 'ended')).toBe(`1,${tombstone.keepUntil + 3_600_000 + day}:`)
    await redis.hSet(index, 'ended', `1,${Date.now() - 1}:`)
    for (let n = 0; n < 64; n++) await store.sweep({ before: 0, limit: 1 })
    expect(await redis.exists(index)).toBe(0)
  })
})

describe('sweep', () => {
  it('comes round all sessions in many calls, each of a bounded size', async () => {
    const sessions = Array.from({ length: 5000 }, (_, n) => sampleSession(`user-${n}`, 10))
    await Promise.all(sessions.map((session) => store.insert(session, guard)))
    const counts = []
    for (let n = 0; n < 10; n++) counts.push(await store.sweep({ before: now + 2 * day, limit: 10_000 }))
    expect(Math.max(...counts)).toBeLessThan(2600)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000)
    expect(await redis.dbSize()).toBe(0)
  })
})

describe('memory', () => {
  it.each([1, 3])('a session takes at most 700 bytes, all counted, with %d a user', async (perUser) => {
    const count = 20_000
    const before = await usedMemory()
    for (let user = 0; user < count / perUser; user += 200) {
      const users = Array.from(
        { length: Math.min(200, Math.ceil(count / perUser) - user) },
        (_, n) => user + n,
      )
      const sessions = users.flatMap((n) =>
        Array.from({ length: perUser }, () => sampleSession(`user-${n}-0123456789`)),
      )
      await Promise.all(sessions.map((session) => store.insert(session, guard)))
    }
    const sessions = (await redis.keys('sojourn:*:s:*')).length
    expect(sessions).toBeGreaterThanOrEqual(count)
    const each = ((await usedMemory()) - before) / sessions
    console.info(`Redis: ${each.toFixed(0)} bytes a session of 380, ${perUser} a user`)
    expect(each).toBeLessThanOrEqual(700)
  })
})
