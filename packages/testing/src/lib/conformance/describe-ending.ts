import { describe, expect, it } from 'vitest'
import {
  day,
  minute,
  newSessionId,
  newUser,
  now,
  open,
  plain,
  plainList,
  sampleDraft,
  sampleSession,
} from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'

export function describeEnding(current: CurrentFixture): void {
  describe('end', () => {
    it.each([newUser(), null])('leaves exactly the tombstone, out of the index (user %s)', async (userId) => {
      const { store } = current()
      const session = sampleSession(userId)
      const draft = sampleDraft({ reason: 'revoked', endedAt: now + 3, keepUntil: now + minute })
      await store.insert(session, open)
      expect(await store.end(session.id, draft)).toBe(true)
      expect(await store.find(session.id)).toEqual({ kind: 'ended', id: session.id, userId, ...draft })
      if (userId) expect(await store.listUser(userId)).toEqual({ epoch: 0, sessions: [] })
    })

    it('ends a session once, and keeps the first reason', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.end(session.id, sampleDraft({ reason: 'theft' }))
      const tombstone = await store.find(session.id)
      expect(await store.end(session.id, sampleDraft({ reason: 'idle', keepUntil: now + 9 * day }))).toBe(
        false,
      )
      expect(await store.find(session.id)).toEqual(tombstone)
    })

    it('leaves no tombstone for a session it never knew', async () => {
      const { store } = current()
      const id = newSessionId(newUser())
      expect(await store.end(id, sampleDraft())).toBe(false)
      expect(await store.find(id)).toBeNull()
    })

    it('leaves the user\u2019s other sessions as they are', async () => {
      const { store } = current()
      const [first, second] = [sampleSession(newUser()), sampleSession(null)]
      const sibling = sampleSession(first.userId)
      for (const session of [first, second, sibling]) await store.insert(session, open)
      await store.end(first.id, sampleDraft())
      expect(plainList((await store.listUser(String(first.userId))).sessions)).toEqual([plain(sibling)])
      expect(plain(await store.find(second.id))).toEqual(plain(second))
    })
  })

  describe('endUser', () => {
    it('ends every session of the user, and of nobody else', async () => {
      const { store } = current()
      const userId = newUser()
      const mine = [sampleSession(userId), sampleSession(userId), sampleSession(userId)]
      const others = [sampleSession(newUser()), sampleSession(null)]
      for (const session of [...mine, ...others]) await store.insert(session, open)
      const draft = sampleDraft({ reason: 'revoked-all' })
      const ended = await store.endUser(userId, { tombstone: draft })
      expect([...ended].sort()).toEqual(mine.map(({ id }) => id).sort())
      for (const { id } of mine) expect(await store.find(id)).toEqual({ kind: 'ended', id, userId, ...draft })
      for (const other of others) expect(plain(await store.find(other.id))).toEqual(plain(other))
      expect(await store.listUser(userId)).toEqual({ epoch: 1, sessions: [] })
    })

    it('keeps the one session that is excepted, untouched', async () => {
      const { store } = current()
      const userId = newUser()
      const [kept, ended] = [sampleSession(userId), sampleSession(userId)]
      await store.insert(kept, open)
      await store.insert(ended, open)
      expect(await store.endUser(userId, { tombstone: sampleDraft(), except: kept.id })).toEqual([ended.id])
      const listed = await store.listUser(userId)
      expect(listed.epoch).toBe(1)
      expect(plainList(listed.sessions)).toEqual([plain(kept)])
      expect(plain(await store.find(kept.id))).toEqual(plain(kept))
    })

    it('leaves an earlier tombstone and its reason alone', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.end(session.id, sampleDraft({ reason: 'theft' }))
      expect(await store.endUser(String(session.userId), { tombstone: sampleDraft() })).toEqual([])
      expect(await store.find(session.id)).toMatchObject({ kind: 'ended', reason: 'theft' })
    })

    it('raises the epoch of a user without sessions, each time', async () => {
      const { store } = current()
      const userId = newUser()
      expect(await store.endUser(userId, { tombstone: sampleDraft() })).toEqual([])
      expect(await store.endUser(userId, { tombstone: sampleDraft() })).toEqual([])
      expect((await store.listUser(userId)).epoch).toBe(2)
    })

    it('ends a session that no longer counts for the cap', async () => {
      const { store } = current()
      const session = sampleSession(newUser(), { keepUntil: now + 1 })
      await store.insert(session, open)
      expect(await store.endUser(String(session.userId), { tombstone: sampleDraft() })).toEqual([session.id])
    })
  })

  describe('sweep', () => {
    it('forgets sessions and tombstones kept until before the given time, and counts them', async () => {
      const { store } = current()
      const userId = newUser()
      const [past, due, future] = [-1, 0, 1].map((offset) =>
        sampleSession(userId, { keepUntil: now + day + offset }),
      )
      const [pastTombstone, dueTombstone] = [sampleSession(userId), sampleSession(null)]
      const all = [past, due, future, pastTombstone, dueTombstone].filter((session) => session !== undefined)
      for (const session of all) await store.insert(session, open)
      await store.end(pastTombstone.id, sampleDraft({ keepUntil: now + day - 1 }))
      await store.end(dueTombstone.id, sampleDraft({ keepUntil: now + day }))
      expect(await store.sweep({ before: now + day, limit: 100 })).toBe(2)
      const left = await Promise.all(all.map(async ({ id }) => (await store.find(id))?.kind ?? null))
      expect(left).toEqual([null, 'live', 'live', null, 'ended'])
      expect((await store.listUser(userId)).sessions).toHaveLength(2)
      expect(await store.sweep({ before: now + day, limit: 100 })).toBe(0)
    })

    it('forgets no more than its limit at once', async () => {
      const { store } = current()
      const sessions = Array.from({ length: 7 }, () => sampleSession(newUser(), { keepUntil: now + 1 }))
      for (const session of sessions) await store.insert(session, open)
      const counts = []
      for (let n = 0; n < 4; n++) counts.push(await store.sweep({ before: now + day, limit: 3 }))
      expect(counts).toEqual([3, 3, 1, 0])
      for (const { id } of sessions) expect(await store.find(id)).toBeNull()
    })

    it('goes by the time as it was extended', async () => {
      const { store } = current()
      const session = sampleSession(newUser(), { keepUntil: now + 1 })
      await store.insert(session, open)
      await store.touch([{ id: session.id, lastSeenAt: now, keepUntil: now + 2 * day }])
      expect(await store.sweep({ before: now + day, limit: 10 })).toBe(0)
      expect(plain(await store.find(session.id))).toEqual(plain({ ...session, keepUntil: now + 2 * day }))
    })

    it('goes by the tombstone\u2019s time once a session ended', async () => {
      const { store } = current()
      const [longer, shorter] = [sampleSession(newUser(), { keepUntil: now + 1 }), sampleSession(newUser())]
      await store.insert(longer, open)
      await store.insert(shorter, open)
      await store.end(longer.id, sampleDraft({ keepUntil: now + 3 * day }))
      await store.end(shorter.id, sampleDraft({ keepUntil: now + 1 }))
      expect(await store.sweep({ before: now + minute, limit: 10 })).toBe(1)
      expect([(await store.find(longer.id))?.kind, await store.find(shorter.id)]).toEqual(['ended', null])
    })

    it('never forgets an epoch', async () => {
      const { store } = current()
      const userId = newUser()
      await store.insert(sampleSession(userId), open)
      await store.endUser(userId, { tombstone: sampleDraft({ keepUntil: now + 1 }) })
      await store.sweep({ before: now + 9 * day, limit: 100 })
      expect(await store.listUser(userId)).toEqual({ epoch: 1, sessions: [] })
      expect((await store.insert(sampleSession(userId), open)).status).toBe('stale-epoch')
    })
  })
}
