import { describe, expect, it } from 'vitest'
import { newUser, nextVersion, open, plain, plainList, sampleDraft, sampleSession } from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'

const userIds: readonly (readonly [string, string])[] = [
  ['a colon', 'tenant:42:user'],
  ['braces', '{user}{}}{'],
  ['a line break', 'line\r\nbreak\n'],
  ['quotes and wildcards', `'"\`;--%_*?[a]\\`],
  ['blanks only', '   '],
  ['no character', ''],
  ['letters of many scripts', 'Zoë\u0308 李雷 Пётр \u{1f469}\u200d\u{1f680}'],
  ['a name of objects', '__proto__'],
  ['255 bytes', 'x'.repeat(255)],
  ['255 bytes of wide letters', `${'\u{1f600}'.repeat(63)}abc`],
]

/** Pairs that a careless store takes for one user. */
const lookalikes: readonly (readonly [string, string])[] = [
  ['\u00e9', 'e\u0301'],
  ['A', 'a'],
  ['a', 'a '],
  ['1', '01'],
  ['null', 'undefined'],
]

export function describeContent(current: CurrentFixture): void {
  describe('bytes', () => {
    it('come back exactly, each value of a byte and 20 KB of them', async () => {
      const { store } = current()
      const every = Uint8Array.from({ length: 256 }, (_, n) => n)
      const large = Uint8Array.from({ length: 20_480 }, (_, n) => (n * 31 + (n >> 8)) % 256)
      for (const bytes of [every, large, new Uint8Array([0]), new Uint8Array([255, 254, 0, 0, 128])]) {
        const session = sampleSession(newUser(), { bytes })
        await store.insert(session, open)
        expect(plain(await store.find(session.id))).toEqual(plain(session))
        const next = { ...nextVersion(session, ''), bytes: bytes.toReversed() }
        await store.replace(next, { announce: false })
        expect(plain(await store.find(session.id))).toEqual(plain(next))
        expect(plainList((await store.listUser(String(session.userId))).sessions)).toEqual([plain(next)])
      }
    })

    it('are the store\u2019s own: a caller that changes its array afterwards changes nothing', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      const expected = plain(session)
      await store.insert(session, open)
      session.bytes.fill(0)
      const found = await store.find(session.id)
      expect(plain(found)).toEqual(expected)
      if (found?.kind === 'live') found.bytes.fill(0)
      for (const listed of (await store.listUser(String(session.userId))).sessions) listed.bytes.fill(0)
      expect(plain(await store.find(session.id))).toEqual(expected)
    })

    it('are the store\u2019s own from the moment of the call', async () => {
      const { store } = current()
      const session = sampleSession(newUser(), {
        bytes: Buffer.from('a Buffer, whose slice() shares its memory'),
      })
      const expected = plain(session)
      const inserting = store.insert(session, open)
      session.bytes.fill(0)
      await inserting
      expect(plain(await store.find(session.id))).toEqual(expected)
    })

    it('may be a part of a larger buffer', async () => {
      const { store } = current()
      const session = sampleSession(null, { bytes: Buffer.from('..the part..').subarray(2, 10) })
      await store.insert(session, open)
      expect(plain(await store.find(session.id))).toEqual(plain(session))
    })
  })

  describe('a user id', () => {
    it.each(userIds)('may hold %s', async (_, userId) => {
      const { store } = current()
      const [first, second] = [sampleSession(userId), sampleSession(userId)]
      for (const session of [first, second]) {
        expect(await store.insert(session, open)).toEqual({ status: 'inserted' })
        expect(plain(await store.find(session.id))).toEqual(plain(session))
      }
      expect(plainList((await store.listUser(userId)).sessions)).toEqual(plainList([first, second]))
      expect(await store.endUser(userId, { tombstone: sampleDraft(), except: first.id })).toEqual([second.id])
      expect(await store.find(second.id)).toMatchObject({ kind: 'ended', userId })
      const listed = await store.listUser(userId)
      expect([listed.epoch, plainList(listed.sessions)]).toEqual([1, [plain(first)]])
    })

    it.each(lookalikes)('is never taken for another: %j and %j', async (one, other) => {
      const { store } = current()
      const [first, second] = [sampleSession(one), sampleSession(other)]
      await store.insert(first, open)
      await store.insert(second, open)
      expect(await store.endUser(one, { tombstone: sampleDraft() })).toEqual([first.id])
      const listed = await store.listUser(other)
      expect([listed.epoch, plainList(listed.sessions)]).toEqual([0, [plain(second)]])
    })
  })
}
