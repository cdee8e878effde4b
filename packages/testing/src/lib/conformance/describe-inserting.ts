import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  day,
  minute,
  newSessionId,
  newUser,
  nextVersion,
  now,
  open,
  plain,
  plainList,
  sampleDraft,
  sampleSession,
} from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'

export function describeInserting(current: CurrentFixture): void {
  describe('find and insert', () => {
    it('finds nothing under an id that nobody inserted', async () => {
      expect(await current().store.find(newSessionId(newUser()))).toBeNull()
    })

    it.each([newUser(), null])('gives back what was inserted for user %s', async (userId) => {
      const { store } = current()
      const session = sampleSession(userId, { lastSeenAt: now - 5, keepUntil: now + 7 })
      expect(await store.insert(session, open)).toEqual({ status: 'inserted' })
      expect(plain(await store.find(session.id))).toEqual(plain(session))
    })

    it('lists a new session with its user and with nobody else', async () => {
      const { store } = current()
      const userId = newUser()
      const [first, second, other] = [sampleSession(userId), sampleSession(userId), sampleSession(newUser())]
      for (const session of [first, second, other, sampleSession(null)]) await store.insert(session, open)
      const listed = await store.listUser(userId)
      expect(plainList(listed.sessions)).toEqual(plainList([first, second]))
      expect(listed.epoch).toBe(0)
    })

    it('lists nothing, with epoch 0, for a user it never saw', async () => {
      expect(await current().store.listUser(newUser())).toEqual({ epoch: 0, sessions: [] })
    })

    it('never overwrites a live session', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      expect(await store.insert({ ...session, bytes: bytesOf('other') }, open)).toEqual({ status: 'exists' })
      expect(plain(await store.find(session.id))).toEqual(plain(session))
      expect((await store.listUser(String(session.userId))).sessions).toHaveLength(1)
    })

    it('never overwrites a tombstone', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.end(session.id, sampleDraft())
      const before = await store.find(session.id)
      expect(await store.insert(session, open)).toEqual({ status: 'exists' })
      expect(await store.find(session.id)).toEqual(before)
      expect((await store.listUser(String(session.userId))).sessions).toEqual([])
    })
  })

  describe('the cap', () => {
    it('refuses one session too many, with all that the user has', async () => {
      const { store } = current()
      const userId = newUser()
      const sessions = [sampleSession(userId), sampleSession(userId)]
      const guard = { ...open, atMost: 2 }
      for (const session of sessions)
        expect(await store.insert(session, guard)).toEqual({ status: 'inserted' })
      const refused = sampleSession(userId)
      const result = await store.insert(refused, guard)
      if (result.status !== 'full') return expect(result.status).toBe('full')
      expect(plainList(result.sessions)).toEqual(plainList(sessions))
      expect(await store.find(refused.id)).toBeNull()
      expect(plainList((await store.listUser(userId)).sessions)).toEqual(plainList(sessions))
    })

    it('says full, with one session more than allowed, when the cap was lowered', async () => {
      const { store } = current()
      const userId = newUser()
      for (let n = 0; n < 3; n++) await store.insert(sampleSession(userId), open)
      const result = await store.insert(sampleSession(userId), { ...open, atMost: 2 })
      expect(result.status === 'full' && result.sessions.length).toBe(3)
    })

    it('has room again once a session ended', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      const guard = { ...open, atMost: 1 }
      await store.insert(session, guard)
      await store.end(session.id, sampleDraft())
      expect(await store.insert(sampleSession(session.userId), guard)).toEqual({ status: 'inserted' })
    })

    it('does not count a session whose keepUntil is at or before now', async () => {
      const { store } = current()
      const userId = newUser()
      await store.insert(sampleSession(userId, { keepUntil: now + minute }), open)
      const guard = { ...open, atMost: 1 }
      expect((await store.insert(sampleSession(userId), { ...guard, now: now + minute - 1 })).status).toBe(
        'full',
      )
      expect((await store.insert(sampleSession(userId), { ...guard, now: now + minute })).status).toBe(
        'inserted',
      )
    })

    it('leaves sessions that do not count out of the answer', async () => {
      const { store } = current()
      const userId = newUser()
      const counted = sampleSession(userId, { keepUntil: now + day })
      await store.insert(sampleSession(userId, { keepUntil: now + minute }), open)
      await store.insert(counted, open)
      const result = await store.insert(sampleSession(userId), { epoch: 0, atMost: 1, now: now + minute })
      expect(result.status === 'full' && plainList(result.sessions)).toEqual(plainList([counted]))
    })

    it('counts a session whose time was extended', async () => {
      const { store } = current()
      const userId = newUser()
      const [touched, replaced] = [sampleSession(userId), sampleSession(userId)].map((session) => ({
        ...session,
        keepUntil: now + minute,
      })) as [ReturnType<typeof sampleSession>, ReturnType<typeof sampleSession>] // map keeps the length
      await store.insert(touched, open)
      await store.insert(replaced, open)
      await store.touch([{ id: touched.id, lastSeenAt: now, keepUntil: now + day }])
      await store.replace(nextVersion(replaced, 'second', { keepUntil: now + day }), { announce: false })
      const result = await store.insert(sampleSession(userId), { epoch: 0, atMost: 2, now: now + 2 * minute })
      expect(result.status === 'full' && result.sessions.length).toBe(2)
    })

    it('does not look at the guard of an anonymous session', async () => {
      const { store } = current()
      for (let n = 0; n < 3; n++) {
        const guard = { epoch: 7, atMost: 1, now }
        expect(await store.insert(sampleSession(null), guard)).toEqual({ status: 'inserted' })
      }
    })
  })

  describe('the epoch', () => {
    it('refuses a session that began before its user was ended', async () => {
      const { store } = current()
      const userId = newUser()
      await store.endUser(userId, { tombstone: sampleDraft() })
      const session = sampleSession(userId)
      expect(await store.insert(session, { ...open, epoch: 0 })).toEqual({ status: 'stale-epoch', epoch: 1 })
      expect(await store.find(session.id)).toBeNull()
      expect(await store.listUser(userId)).toEqual({ epoch: 1, sessions: [] })
    })

    it('refuses an epoch that is ahead', async () => {
      const result = await current().store.insert(sampleSession(newUser()), { ...open, epoch: 1 })
      expect(result).toEqual({ status: 'stale-epoch', epoch: 0 })
    })

    it('lets a session begin with the epoch that listUser tells', async () => {
      const { store } = current()
      const userId = newUser()
      for (let n = 0; n < 3; n++) await store.endUser(userId, { tombstone: sampleDraft() })
      const { epoch } = await store.listUser(userId)
      expect(epoch).toBe(3)
      expect(await store.insert(sampleSession(userId), { ...open, epoch })).toEqual({ status: 'inserted' })
    })
  })
}
