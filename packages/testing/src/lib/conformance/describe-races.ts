import type { InsertResult, SessionStore, StoredSession } from 'sojourn'
import { expect, it } from 'vitest'
import {
  bytesOf,
  contentOf,
  day,
  newUser,
  nextVersion,
  now,
  open,
  plain,
  plainList,
  sampleDraft,
  sampleSession,
} from './sample-session.ts'

/** The stores that race for the same data: one, or two over connections of their own. */
export type Rivals = () => Promise<readonly SessionStore[]>

export function describeRaces(rivals: Rivals): void {
  it('lets parallel sign-ins of one user pass up to the cap, and lists each of them', async () => {
    const stores = await rivals()
    const userId = newUser()
    const sessions = Array.from({ length: 60 }, () => sampleSession(userId))
    const results = await Promise.all(
      sessions.map((session, n) => pick(stores, n).insert(session, { ...open, atMost: 12 })),
    )
    const inserted = sessions.filter((_, n) => results[n]?.status === 'inserted')
    expect(inserted).toHaveLength(12)
    for (const result of results.filter(isFull))
      expect(plainList(result.sessions)).toEqual(plainList(inserted))
    expect(results.filter(isFull)).toHaveLength(48)
    for (const store of stores) {
      expect(plainList((await store.listUser(userId)).sessions)).toEqual(plainList(inserted))
    }
  })

  it('inserts one of many under the same id', async () => {
    const stores = await rivals()
    const session = sampleSession(newUser())
    const rivalSessions = Array.from({ length: 20 }, (_, n) => ({ ...session, bytes: bytesOf(`rival ${n}`) }))
    const results = await Promise.all(rivalSessions.map((rival, n) => pick(stores, n).insert(rival, open)))
    const winners = rivalSessions.filter((_, n) => results[n]?.status === 'inserted')
    expect(winners).toHaveLength(1)
    expect(results.filter(({ status }) => status === 'exists')).toHaveLength(19)
    expect(plain(await pick(stores, 0).find(session.id))).toEqual(plain(winners[0] ?? null))
    expect((await pick(stores, 1).listUser(String(session.userId))).sessions).toHaveLength(1)
  })

  it('lets one of many replacements of a version win, and shows it to the others', async () => {
    const stores = await rivals()
    const session = sampleSession(newUser())
    await pick(stores, 0).insert(session, open)
    const nexts = Array.from({ length: 40 }, (_, n) => nextVersion(session, `rival ${n}`))
    const results = await Promise.all(
      nexts.map((next, n) => pick(stores, n).replace(next, { announce: false })),
    )
    const winners = nexts.filter((_, n) => results[n]?.status === 'replaced')
    expect(winners).toHaveLength(1)
    const winner = plain(winners[0] ?? null)
    for (const result of results) {
      if (result.status === 'conflict') expect(plain(result.current)).toEqual(winner)
    }
    expect(plain(await pick(stores, 1).find(session.id))).toEqual(winner)
  })

  it('loses no write of those that decide again after a conflict', async () => {
    const stores = await rivals()
    const session = { ...sampleSession(newUser()), bytes: bytesOf('') }
    await pick(stores, 0).insert(session, open)
    await Promise.all(Array.from({ length: 24 }, (_, n) => append(pick(stores, n), session, `<${n}>`)))
    const found = await pick(stores, 0).find(session.id)
    const written = (contentOf(found) ?? '').match(/<\d+>/g) ?? []
    expect(written.sort()).toEqual(Array.from({ length: 24 }, (_, n) => `<${n}>`).sort())
    expect(found).toMatchObject({ version: 25 })
  })

  it('revives no session through writes that were in flight when it ended', async () => {
    const stores = await rivals()
    const userId = newUser()
    const session = sampleSession(userId)
    await pick(stores, 0).insert(session, open)
    const write = async (n: number): Promise<unknown> => {
      const store = pick(stores, n)
      if (n % 3 === 0) return store.touch([{ id: session.id, lastSeenAt: now + n, keepUntil: now + 3 * day }])
      if (n % 3 === 1) return store.insert(session, open)
      return store.replace(nextVersion(session, `write ${n}`), { announce: true })
    }
    const writes = Array.from({ length: 50 }, (_, n) => write(n))
    const ends = Array.from({ length: 4 }, (_, n) => pick(stores, n).end(session.id, sampleDraft()))
    const later = Array.from({ length: 50 }, (_, n) => write(n))
    const ended = await Promise.all(ends)
    await Promise.all([...writes, ...later])
    expect(ended.filter(Boolean)).toHaveLength(1)
    for (const store of stores) {
      expect(await store.find(session.id)).toEqual({
        kind: 'ended',
        id: session.id,
        userId,
        ...sampleDraft(),
      })
      expect(await store.listUser(userId)).toEqual({ epoch: 0, sessions: [] })
    }
  })

  it('lets no sign-in survive that began before its user was ended', async () => {
    const stores = await rivals()
    const userId = newUser()
    const sessions = Array.from({ length: 60 }, () => sampleSession(userId))
    const insert = (session: StoredSession, n: number): Promise<InsertResult> =>
      pick(stores, n).insert(session, open)
    const before = sessions.slice(0, 30).map(insert)
    const ending = pick(stores, 1).endUser(userId, { tombstone: sampleDraft() })
    const after = sessions.slice(30).map(insert)
    const results = await Promise.all([...before, ...after])
    const inserted = sessions.filter((_, n) => results[n]?.status === 'inserted').map(({ id }) => id)
    expect([...(await ending)].sort()).toEqual(inserted.sort())
    for (const result of results) {
      if (result.status !== 'inserted') expect(result).toEqual({ status: 'stale-epoch', epoch: 1 })
    }
    for (const store of stores) expect(await store.listUser(userId)).toEqual({ epoch: 1, sessions: [] })
    for (const { id } of sessions) {
      expect((await pick(stores, 0).find(id))?.kind ?? null).toBe(inserted.includes(id) ? 'ended' : null)
    }
  })

  it('raises the epoch once for each of many that end one user', async () => {
    const stores = await rivals()
    const userId = newUser()
    const sessions = Array.from({ length: 10 }, () => sampleSession(userId))
    await Promise.all(sessions.map((session, n) => pick(stores, n).insert(session, open)))
    const ended = await Promise.all(
      Array.from({ length: 8 }, (_, n) => pick(stores, n).endUser(userId, { tombstone: sampleDraft() })),
    )
    expect(ended.flat().sort()).toEqual(sessions.map(({ id }) => id).sort())
    expect(await pick(stores, 0).listUser(userId)).toEqual({ epoch: 8, sessions: [] })
  })

  it('keeps the greatest of many parallel sightings', async () => {
    const stores = await rivals()
    const session = sampleSession(newUser())
    await pick(stores, 0).insert(session, open)
    const offsets = Array.from({ length: 40 }, (_, n) => (n * 17) % 41)
    await Promise.all(
      offsets.map((offset, n) =>
        pick(stores, n).touch([{ id: session.id, lastSeenAt: now + offset, keepUntil: now + day + offset }]),
      ),
    )
    expect(await pick(stores, 0).find(session.id)).toMatchObject({
      lastSeenAt: now + 40,
      keepUntil: now + day + 40,
    })
  })
}

/** The nth rival in turn. */
function pick(stores: readonly SessionStore[], n: number): SessionStore {
  const store = stores[n % stores.length]
  if (!store) throw new Error('no store to race with')
  return store
}

function isFull(result: InsertResult): result is Extract<InsertResult, { status: 'full' }> {
  return result.status === 'full'
}

/** Appends to what the session holds, and decides again on each conflict. */
async function append(store: SessionStore, session: StoredSession, text: string): Promise<void> {
  let found = await store.find(session.id)
  while (found?.kind === 'live') {
    const next = nextVersion(found, (contentOf(found) ?? '') + text)
    const result = await store.replace(next, { announce: true })
    if (result.status === 'replaced') return
    found = result.current
  }
  throw new Error('the session is gone')
}
