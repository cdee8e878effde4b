import { describeSessionStore } from '@sojourn/testing'
import { type RedisServer, startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { afterAll, beforeAll } from 'vitest'
import { createRedisStore } from './redis-store.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

async function connect() {
  const client = createClient({ url: server.url })
  client.on('error', () => undefined)
  return client.connect()
}

describeSessionStore(
  'redis',
  async () => {
    const redis = await connect()
    await redis.flushAll()
    const clients = [redis]
    const options = { commandTimeoutMs: 500 }
    return {
      store: createRedisStore(redis, options),
      async openAnother() {
        const another = await connect()
        clients.push(another)
        return createRedisStore(another, options)
      },
      breakStore: async () => server.pause(),
      repair: async () => server.resume(),
      async dispose() {
        server.resume()
        for (const client of clients) client.destroy()
      },
    }
  },
  { leavesOut: ['feed-across-connections'] },
)
