import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCheckpointer } from './checkpointer.ts'
import { openDatabase } from './open-database.ts'

it('makes writers wait once for a log that grew too long, which then begins anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-checkpoint-'))
  const path = join(folder, 'sessions.db')
  const database = openDatabase(path, { busyTimeoutMs: 1000, maxPages: null, release: () => false })
  const write = database.prepare("INSERT INTO users VALUES (hex(randomblob(2000)) || '', 1)")
  for (let n = 0; n < 50; n++) write.run()
  let told: (until: Promise<unknown>) => void = () => {}
  const held = new Promise<Promise<unknown>>((resolve) => {
    told = (until) => resolve(until.then(() => 'released'))
  })
  let holds = 0
  const hold = (until: Promise<unknown>): void => {
    holds++
    told(until)
  }
  const checkpointer = createCheckpointer({ path, hold, writesBetween: 50, pagesAtMost: 40 })
  checkpointer.committed(49)
  checkpointer.committed(1)
  expect(await held).toBe('released')
  write.run()
  const log = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
  expect(Number(log?.log)).toBeLessThan(20)
  await checkpointer.close()
  expect(holds).toBe(1)
  database.close()
  rmSync(folder, { recursive: true })
})
