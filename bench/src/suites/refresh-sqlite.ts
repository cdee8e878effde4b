import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqliteStore } from 'sojourn/sqlite'
import { measureRefreshes } from '../measure/refreshing.ts'
import { median } from '../measure/statistics.ts'
import { runSuite } from '../measure/suite.ts'

await runSuite(async (rounds, progress) => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'))
  const store = createSqliteStore(join(folder, 'sessions.db'))
  try {
    const measured = await measureRefreshes(store, rounds, progress)
    const delayMax = median(measured.map((round) => round.delayMax))
    const delayP99 = median(measured.map((round) => round.delayP99))
    return [
      {
        name: 'refresh.sqlite',
        what: 'refreshes through the engine, SQLite',
        value: median(measured.map(({ perSecond }) => perSecond)),
        unit: '/s',
        target: { atLeast: 8000 },
        detail: `each one a rotation, 200 in flight; ${median(measured.map(({ cpuUs }) => cpuUs)).toFixed(0)} us of processor each`,
      },
      {
        name: 'refresh.sqlite.delay',
        what: 'event-loop delay meanwhile, 99 % within',
        value: delayP99,
        unit: 'ms',
        target: { atMost: 20 },
        detail: `the longest ${delayMax.toFixed(1)} ms`,
      },
    ]
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
