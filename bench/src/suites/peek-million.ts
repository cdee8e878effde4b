import { cacheSessions } from '../measure/cached-sessions.ts'
import { peekBatch, sha256Batch } from '../measure/peek-batch.ts'
import { median } from '../measure/statistics.ts'
import { runSuite } from '../measure/suite.ts'
import { timeInterleaved } from '../measure/synchronous.ts'

await runSuite(async (rounds, progress) => {
  const cached = await cacheSessions(1_000_000, progress)
  const times = await timeInterleaved({ peek: peekBatch(cached), sha256: sha256Batch(cached) }, rounds)
  await cached.sojourn.close()
  return [
    {
      name: 'peek.1m',
      what: '`peek`, 1,000,000 cached',
      value: median(times.peek) / 1000,
      unit: 'us',
      target: { atMost: 2 },
      detail: `a bare SHA-256 of the same texts: ${(median(times.sha256) / 1000).toFixed(2)} us`,
    },
  ]
})
