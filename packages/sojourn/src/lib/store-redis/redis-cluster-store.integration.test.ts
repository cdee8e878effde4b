import { describeSessionStore } from '@sojourn/testing'
import { type RedisCluster, startRedisCluster } from '@sojourn/testing/servers'
import { createCluster } from 'redis'
import { afterAll, beforeAll } from 'vitest'
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
    const options = { commandTimeoutMs: 250 }
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
