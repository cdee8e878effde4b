import { cacheSessions } from '../measure/cached-sessions.ts'
import { heapBytes } from '../measure/heap-bytes.ts'
import { runSuite } from '../measure/suite.ts'

const count = 100_000

await runSuite(async (_rounds, progress) => {
  const first = await cacheSessions(1000, progress) // what is made once has been made
  const before = heapBytes()
  const { sojourn, tokens } = await cacheSessions(count, progress)
  tokens.length = 0 // the presented texts are not the cache's
  const bytes = (heapBytes() - before) / count
  await first.sojourn.close()
  await sojourn.close()
  return [
    {
      name: 'memory.cached',
      what: 'a session in the near-cache',
      value: bytes,
      unit: 'bytes',
      target: { atMost: 1024 },
      detail: `heap of ${count.toLocaleString('en')} sessions with user agent, device, network, two roles, a little data`,
    },
  ]
})
