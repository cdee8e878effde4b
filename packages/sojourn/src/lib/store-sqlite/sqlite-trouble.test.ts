import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSessionId } from '../engine/session-id.ts'
import type { Change, StoredSession } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const open = { epoch: 0, atMost: 1000, now: 0 }
const draft = { reason: 'sign-out', endedAt: 1, keepUntil: 2 } as const

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-trouble-'))
  path = join(folder, 'sessions.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function sample(bytes = 600): StoredSession {
  const id = createSessionId('ada', randomBytes)
  return {
    kind: 'live',
    id,
    userId: 'ada',
    version: 1,
    lastSeenAt: 1,
    keepUntil: 2,
    bytes: randomBytes(bytes),
  }
}

function edit(sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

function codeOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return null
}

describe('opening a SQLite store', () => {
  it('makes a file that only its owner can read', async () => {
    const store = createSqliteStore(path)
    await store.insert(sample(), open)
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await store.close()
  })

  it('refuses a file that is no database, and leaves it as it is', () => {
    writeFileSync(path, 'these are not the bytes of a database, but somebody may need them'.repeat(99))
    const before = readFileSync(path)
    expect(codeOf(() => createSqliteStore(path))).toBe('store/damaged')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('refuses another application\u2019s database, and leaves it as it is', () => {
    edit('CREATE TABLE sessions (mine TEXT)')
    const before = readFileSync(path)
    expect(codeOf(() => createSqliteStore(path))).toBe('config/invalid')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('refuses the database of a newer version', async () => {
    await createSqliteStore(path).close()
    edit('PRAGMA user_version = 99')
    expect(() => createSqliteStore(path)).toThrow(/newer version of Sojourn/)
  })

  it('refuses a folder that does not exist, and a path that names no file', () => {
    expect(codeOf(() => createSqliteStore(join(folder, 'missing', 'sessions.db')))).toBe('store/unavailable')
    expect(codeOf(() => createSqliteStore(folder))).toBe('store/unavailable')
    expect(codeOf(() => createSqliteStore(':memory:'))).toBe('config/invalid')
  })

  it('has what was there before it was closed', async () => {
    const session = sample()
    const first = createSqliteStore(path)
    await first.insert(session, open)
    await first.close()
    const second = createSqliteStore(path)
    expect(await second.find(session.id)).toMatchObject({ kind: 'live', userId: 'ada' })
    await second.close()
  })
})

describe('a SQLite store in trouble', () => {
  it('says busy when another process keeps the lock, and writes nothing', async () => {
    const store = createSqliteStore(path, { busyTimeout: '30ms' })
    const session = sample()
    const intruder = new DatabaseSync(path)
    intruder.exec('BEGIN EXCLUSIVE')
    await expect(store.insert(session, open)).rejects.toMatchObject({ code: 'store/busy' })
    intruder.exec('COMMIT')
    intruder.close()
    expect(await store.find(session.id)).toBeNull()
    await store.close()
  })

  it('waits for a lock that is released in time', async () => {
    const store = createSqliteStore(path)
    const intruder = new DatabaseSync(path)
    intruder.exec('BEGIN EXCLUSIVE')
    const inserting = store.insert(sample(), open)
    setImmediate(() => setImmediate(() => intruder.close()))
    expect(await inserting).toEqual({ status: 'inserted' })
    await store.close()
  })

  it('says full, keeps what it has, and still ends sessions', async () => {
    const store = createSqliteStore(path, { maxBytes: 200_000 })
    const sessions = Array.from({ length: 60 }, () => sample(8000))
    const results = await Promise.allSettled(sessions.map((session) => store.insert(session, open)))
    const kept = sessions.filter((_, n) => results[n]?.status === 'fulfilled')
    expect(kept.length).toBeGreaterThan(5)
    expect(kept.length).toBeLessThan(30)
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: { name: 'SojournError', code: 'store/full' } })
    }
    expect((await store.listUser('ada')).sessions).toHaveLength(kept.length)
    const [victim = sample()] = kept
    const mixed = [store.insert(sample(80_000), open), store.end(victim.id, draft)]
    const [refused, ended] = await Promise.allSettled(mixed)
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'store/full' } })
    expect(ended).toEqual({ status: 'fulfilled', value: true })
    await store.close()
  })

  it('ends every session that its bound had room for', async () => {
    const store = createSqliteStore(path, { maxBytes: 200_000 })
    const sessions = Array.from({ length: 600 }, () => sample(300))
    const results = await Promise.allSettled(sessions.map((session) => store.insert(session, open)))
    const kept = sessions.filter((_, n) => results[n]?.status === 'fulfilled')
    expect(kept.length).toBeGreaterThan(200)
    expect(kept.length).toBeLessThan(600)
    for (const { id } of kept) expect(await store.end(id, { ...draft, keepUntil: 1e13 })).toBe(true)
    expect((await store.listUser('ada')).sessions).toEqual([])
    await expect(store.insert(sample(100_000), open)).rejects.toMatchObject({ code: 'store/full' })
    await store.close()
  })

  it('says damaged when its pages are, and signs nobody out', async () => {
    const first = createSqliteStore(path)
    const sessions = Array.from({ length: 50 }, () => sample())
    for (const session of sessions) await first.insert(session, open)
    await first.close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xaa, 4096 * 2))
    const store = createSqliteStore(path)
    for (const { id } of sessions)
      await expect(store.find(id)).rejects.toMatchObject({ code: 'store/damaged' })
    await expect(store.insert(sample(), open)).rejects.toMatchObject({ code: 'store/damaged' })
    await store.close()
  })

  it('reports a gap when changes were trimmed before they were read', async () => {
    const reader = createSqliteStore(path, { poll: '1h' })
    const writer = createSqliteStore(path, { changesKept: 8 })
    const sessions = Array.from({ length: 600 }, () => sample(10))
    await Promise.all(sessions.map((session) => writer.insert(session, open)))
    const changes: Change[] = []
    let gaps = 0
    const feed = reader.watch({ change: (change) => changes.push(change), gap: () => gaps++ })
    await Promise.all(sessions.map(({ id }) => writer.end(id, draft)))
    await feed.barrier()
    expect(gaps).toBe(1)
    expect(changes.length).toBeLessThan(600)
    expect(changes.at(-1)?.id).toBe(sessions.at(-1)?.id)
    await Promise.all([reader.close(), writer.close()])
  })
})
