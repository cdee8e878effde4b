import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '@sojourn/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import type { TimedStore } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const keys = generateKey()
const hourMs = 3_600_000

let folder: string
let store: TimedStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-time-'))
  store = createSqliteStore(join(folder, 'sessions.db'))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** A process whose clock is wrong by so much; nobody looks at its clock. */
const startWrong = (byMs: number): Promise<Sojourn> =>
  createSojourn({ store, keys, clock: createManualClock(Date.now() + byMs), nearCache: false })

describe('a process that starts on a SQLite file', () => {
  it('is refused while its clock is behind a live session, and nothing is changed', async () => {
    expect(await store.timeBounds()).toEqual({ earliest: -Infinity, latest: Infinity })
    const other = await startWrong(hourMs)
    const { session } = await other.signIn('ada', { methods: ['pwd'] })
    await expect(createSojourn({ store, keys })).rejects.toThrow(/ 3600 s behind the session store: set it/)
    expect(await store.find(session.id)).toMatchObject({ kind: 'live', version: 1 })
    await (await createSojourn({ store, keys, checkClock: false })).close()

    await other.end(session.id) // whatever the wrong clock began
    await (await createSojourn({ store, keys })).close()
    await other.close()
  })

  it('is let in after a pause of any length, and beside a clock that is a second ahead', async () => {
    for (const byMs of [-48 * hourMs, 1000]) {
      const other = await startWrong(byMs)
      await other.signIn('ada', { methods: ['pwd'] })
      await other.close()
      await (await createSojourn({ store, keys })).close()
    }
  })
})
