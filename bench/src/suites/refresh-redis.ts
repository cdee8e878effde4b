import { startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { createRedisStore } from 'sojourn/redis'
import { measureRefreshes } from '../measure/refreshing.ts'
import { median } from '../measure/statistics.ts'
import { runSuite } from '../measure/suite.ts'

await runSuite(async (rounds, progress) => {
  const server = await startRedis()
  const redis = await createClient({ url: server.url }).on('error', console.error).connect()
  try {
    const store = createRedisStore(redis)
    const measured = await measureRefreshes(store, rounds, progress)
    await store.close()
    return [
      {
        name: 'refresh.redis',
        what: 'refreshes through the engine, Redis',
        value: median(measured.map(({ perSecond }) => perSecond)),
        unit: '/s',
        target: { atLeast: 10_000 },
        detail: `each one a rotation, 200 in flight; ${median(measured.map(({ cpuUs }) => cpuUs)).toFixed(0)} us of processor each; event-loop delay at most ${median(measured.map(({ delayMax }) => delayMax)).toFixed(1)} ms`,
      },
    ]
  } finally {
    redis.destroy()
    await server.stop()
  }
})
