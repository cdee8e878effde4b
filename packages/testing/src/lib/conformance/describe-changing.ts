import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  contentOf,
  day,
  minute,
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

const quiet = { announce: false }

export function describeChanging(current: CurrentFixture): void {
  describe('replace', () => {
    it('puts the next version in place, in the index too', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      const next = nextVersion(session, 'second', { lastSeenAt: now + 1, keepUntil: now + 2 * day })
      await store.insert(session, open)
      expect(await store.replace(next, quiet)).toEqual({ status: 'replaced' })
      expect(plain(await store.find(session.id))).toEqual(plain(next))
      expect(plainList((await store.listUser(String(session.userId))).sessions)).toEqual([plain(next)])
    })

    it.each([
      ['the same version', 2],
      ['an older version', 1],
      ['a version that skips one', 4],
    ])('answers %s with what stands there', async (_, version) => {
      const { store } = current()
      const session = sampleSession(newUser())
      const second = nextVersion(session, 'second')
      await store.insert(session, open)
      await store.replace(second, quiet)
      const result = await store.replace({ ...second, version, bytes: bytesOf('late') }, quiet)
      expect(result.status === 'conflict' && plain(result.current)).toEqual(plain(second))
      expect(plain(await store.find(session.id))).toEqual(plain(second))
    })

    it('does not create a session', async () => {
      const { store } = current()
      for (const version of [1, 2]) {
        const session = sampleSession(newUser(), { version })
        expect(await store.replace(session, quiet)).toEqual({ status: 'conflict', current: null })
        expect(await store.find(session.id)).toBeNull()
        expect((await store.listUser(String(session.userId))).sessions).toEqual([])
      }
    })

    it('does not revive a session, and answers with its tombstone', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.end(session.id, sampleDraft({ reason: 'theft' }))
      const result = await store.replace(nextVersion(session, 'late'), { announce: true })
      const tombstone = {
        kind: 'ended',
        id: session.id,
        userId: session.userId,
        ...sampleDraft({ reason: 'theft' }),
      }
      expect(result).toEqual({ status: 'conflict', current: tombstone })
      expect(await store.find(session.id)).toEqual(tombstone)
      expect((await store.listUser(String(session.userId))).sessions).toEqual([])
    })

    it('keeps the greater times', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.touch([{ id: session.id, lastSeenAt: now + 10, keepUntil: now + 2 * day }])
      const next = nextVersion(session, 'second', { lastSeenAt: now + 5, keepUntil: now + minute })
      expect(await store.replace(next, quiet)).toEqual({ status: 'replaced' })
      const expected = { ...next, lastSeenAt: now + 10, keepUntil: now + 2 * day }
      expect(plain(await store.find(session.id))).toEqual(plain(expected))
    })

    it('never moves a session to another user', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      const other = newUser()
      await store.insert(session, open)
      await store.replace({ ...nextVersion(session, 'second'), userId: other }, quiet).catch(() => undefined)
      expect(await store.find(session.id)).toMatchObject({ userId: session.userId })
      expect((await store.listUser(other)).sessions).toEqual([])
      expect((await store.listUser(String(session.userId))).sessions).toHaveLength(1)
    })
  })

  describe('touch', () => {
    it('raises both times and nothing else, of each session named', async () => {
      const { store } = current()
      const sessions = [sampleSession(newUser()), sampleSession(newUser()), sampleSession(null)]
      for (const session of sessions) await store.insert(session, open)
      const seen = sessions.map(({ id }, n) => ({
        id,
        lastSeenAt: now + n + 1,
        keepUntil: now + 2 * day + n,
      }))
      await store.touch(seen)
      for (const [n, session] of sessions.entries()) {
        const { lastSeenAt, keepUntil } = seen[n] ?? session
        expect(plain(await store.find(session.id))).toEqual(plain({ ...session, lastSeenAt, keepUntil }))
      }
    })

    it('lowers neither time', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.touch([{ id: session.id, lastSeenAt: now - 1, keepUntil: now + 2 * day }])
      await store.touch([{ id: session.id, lastSeenAt: now + 1, keepUntil: now }])
      const expected = { ...session, lastSeenAt: now + 1, keepUntil: now + 2 * day }
      expect(plain(await store.find(session.id))).toEqual(plain(expected))
    })

    it('takes the greatest of several sightings of one session', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      const seen = [3, 9, 5].map((n) => ({ id: session.id, lastSeenAt: now + n, keepUntil: now + day + n }))
      await store.touch(seen)
      expect(await store.find(session.id)).toMatchObject({ lastSeenAt: now + 9, keepUntil: now + day + 9 })
    })

    it('creates nothing, revives nothing and accepts an empty list', async () => {
      const { store } = current()
      const [unknown, ended] = [sampleSession(newUser()), sampleSession(newUser())]
      await store.insert(ended, open)
      await store.end(ended.id, sampleDraft())
      const tombstone = await store.find(ended.id)
      await store.touch(
        [unknown, ended].map(({ id }) => ({ id, lastSeenAt: now + 9, keepUntil: now + 9 * day })),
      )
      await store.touch([])
      expect(await store.find(unknown.id)).toBeNull()
      expect(await store.find(ended.id)).toEqual(tombstone)
      expect((await store.listUser(String(ended.userId))).sessions).toEqual([])
      expect((await store.listUser(String(unknown.userId))).sessions).toEqual([])
    })

    it('does not disturb a replace that read the session before', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      await store.insert(session, open)
      await store.touch([{ id: session.id, lastSeenAt: now + 1, keepUntil: now + day }])
      expect(await store.replace(nextVersion(session, 'second'), quiet)).toEqual({ status: 'replaced' })
      expect(contentOf(await store.find(session.id))).toBe('second')
    })
  })
}
