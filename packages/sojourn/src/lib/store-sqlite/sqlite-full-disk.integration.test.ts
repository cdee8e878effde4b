import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startSojourn } from '@sojourn/testing'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { decodeRecord } from '../engine/codec.ts'
import type { SessionId } from '../engine/session-id.ts'
import { limitFileSize, mountSmallDisk, type SmallDisk } from './full-disk.test-support.ts'
import { sessionColumns, toSession } from './session-row.ts'
import { createSqliteStore } from './sqlite-store.ts'

interface Case {
  readonly name: string
  readonly code: string
  readonly advice: string
  readonly prepare: () => SmallDisk
}

const mounted = mountSmallDisk('1m')
afterAll(() => mounted?.dispose())
const cases: readonly Case[] = [
  {
    name: 'a file that may not grow',
    code: 'store/unavailable',
    advice: 'refused to read or to write',
    prepare: limitFileSize,
  },
  ...(mounted
    ? [{ name: 'a disk of 1 MB', code: 'store/full', advice: 'no space left', prepare: () => mounted }]
    : []),
]

describe.each(cases)('the SQLite store on $name', ({ code, advice, prepare }) => {
  it('says so, keeps all that it acknowledged, and goes on when there is space again', async () => {
    const disk = prepare()
    onTestFinished(() => (disk === mounted ? undefined : disk.dispose()))
    const path = join(disk.folder, 'sessions.db')
    const store = createSqliteStore(path)
    const { sojourn } = await startSojourn({ store, nearCache: false })
    const live = new Map<SessionId, { token: string; userId: string; count: number }>()
    const refused = new Set<string>()
    const messages = new Set<string>()
    let users = 0

    const signIn = async (): Promise<void> => {
      const userId = `user-${users++}`
      const options = { methods: ['pwd'], data: { count: 0, notes: 'x'.repeat(500) } }
      try {
        const grant = await sojourn.signIn(userId, options)
        if (grant.kind === 'session')
          live.set(grant.session.id, { token: grant.sessionToken, userId, count: 0 })
      } catch (error) {
        expect(error).toMatchObject({ name: 'SojournError', code })
        messages.add(String(error))
        refused.add(userId)
      }
    }
    const patch = async (id: SessionId, count: number): Promise<void> => {
      const data = await sojourn.patch(id, { count }).catch((error) => {
        expect(error).toMatchObject({ name: 'SojournError', code })
        return null
      })
      const session = live.get(id)
      if (data && session) session.count = count
    }
    const end = async (id: SessionId): Promise<boolean> => {
      const ended = await sojourn.end(id).catch((error) => {
        expect(error).toMatchObject({ name: 'SojournError', code })
        return false
      })
      return ended
    }
    const expectAllLive = async (): Promise<void> => {
      for (const [id, { token, userId, count }] of live) {
        expect(await sojourn.check(token)).toMatchObject({ status: 'live', session: { id, data: { count } } })
        expect((await sojourn.list(userId)).map((session) => session.id)).toEqual([id])
      }
      for (const userId of refused) expect(await sojourn.list(userId)).toEqual([])
    }

    while (refused.size < 50 && users < 20_000) await Promise.all(Array.from({ length: 7 }, signIn))
    expect(refused.size).toBeGreaterThanOrEqual(50)
    expect(live.size).toBeGreaterThan(100)
    await expectAllLive()
    for (const message of messages) {
      expect(message).toContain(path)
      expect(message).toContain(advice)
    }

    const ids = [...live.keys()]
    await Promise.all(ids.map((id, n) => patch(id, n + 1)))
    await expectAllLive()

    const gone: string[] = []
    for (const id of ids.slice(0, 40)) {
      if (!(await end(id))) continue
      gone.push(live.get(id)?.token ?? '')
      live.delete(id)
    }
    await expectAllLive()
    const endedWhileFull = gone.length // none is fine, as long as each end said that it failed

    disk.grow()
    refused.clear()
    await Promise.all(Array.from({ length: 100 }, signIn))
    expect(refused.size).toBe(0)
    await Promise.all([...live.keys()].map((id) => patch(id, 5000)))
    expect([...live.values()].every(({ count }) => count === 5000)).toBe(true)
    for (const id of [...live.keys()].slice(0, 20)) {
      expect(await end(id)).toBe(true)
      gone.push(live.get(id)?.token ?? '')
      live.delete(id)
    }
    await expectAllLive()
    for (const token of gone) {
      expect(await sojourn.check(token)).toEqual({ status: 'refused', code: 'session/revoked' })
    }
    console.info(JSON.stringify({ code, live: live.size, endedWhileFull }))
    await sojourn.close()
    await store.close()

    const database = new DatabaseSync(path)
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    const rows = database.prepare(`SELECT ${sessionColumns} FROM sessions WHERE ended_reason IS NULL`).all()
    expect(rows.map((row) => decodeRecord(toSession(row)).id).toSorted()).toEqual([...live.keys()].toSorted())
    database.close()
  })
})

it(`ran on a file that may not grow${mounted ? ' and on a full disk' : '; nobody may mount a small disk here'}`, () => {
  expect(cases).toHaveLength(mounted ? 2 : 1)
})
