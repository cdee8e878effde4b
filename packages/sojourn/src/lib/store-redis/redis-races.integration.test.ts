import { describeSessionRaces } from '@sojourn/testing/races'
import { startRedis } from '@sojourn/testing/servers'

describeSessionRaces('Redis', async () => {
  const server = await startRedis()
  return { address: { kind: 'redis', url: server.url }, dispose: () => server.stop() }
})
