import { createManualClock } from '@sojourn/testing'
import { startRedis, startRedisCluster } from '@sojourn/testing/servers'
import { createClient, createCluster } from 'redis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { TimedStore } from '../engine/store.ts'
import { createRedisStore } from './redis-store.ts'

async function onServer(): Promise<TimedStore> {
  const server = await startRedis()
  const client = createClient({ url: server.url })
  client.on('error', () => undefined)
  onTestFinished(async () => {
    client.destroy()
    await server.stop()
  })
  return createRedisStore(await client.connect())
}

async function onCluster(): Promise<TimedStore> {
  const cluster = await startRedisCluster()
  const client = createCluster({ rootNodes: [...cluster.rootNodes] })
  client.on('error', () => undefined)
  onTestFinished(async () => {
    client.destroy()
    await cluster.stop()
  })
  return createRedisStore(await client.connect())
}

describe.each([
  ['a server', onServer],
  ['a Cluster', onCluster],
])('a process that starts on Redis, %s,', (_which, connect) => {
  it('is let in by the right clock alone', async () => {
    const store = await connect()
    const before = Date.now()
    const { earliest, latest } = await store.timeBounds()
    expect(earliest).toBeGreaterThanOrEqual(before - 1)
    expect(latest).toBeLessThanOrEqual(Date.now() + 1)
    await (await createSojourn({ store, keys: generateKey() })).close()
    for (const [byMs, says] of [
      [7_200_000, 'ahead of the session store'],
      [-7_200_000, 'behind the session store'],
    ] as const) {
      const clock = createManualClock(Date.now() + byMs)
      const wrong = createSojourn({ store, keys: generateKey(), clock, checkClock: true })
      await expect(wrong).rejects.toMatchObject({
        code: 'clock/uncertain',
        message: expect.stringContaining(`s ${says}: set it`),
      })
    }
    await store.close()
  })
})
