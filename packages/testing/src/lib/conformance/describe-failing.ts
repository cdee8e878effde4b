import type { SessionStore } from 'sojourn'
import { describe, expect, it } from 'vitest'
import {
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
import { type CurrentFixture, requireHook } from './store-fixture.ts'

const storeError = {
  name: 'SojournError',
  code: expect.stringMatching(/^store\//),
}

export function describeClosing(current: CurrentFixture): void {
  describe('close', () => {
    it('waits for calls under way, and rejects later ones', async () => {
      const { store } = current()
      const session = sampleSession(newUser())
      const inserting = store.insert(session, open)
      await store.close()
      expect(await inserting).toEqual({ status: 'inserted' })
      for (const call of [
        ...writes(store, String(session.userId)),
        ...reads(store, String(session.userId)),
      ]) {
        await expect(call()).rejects.toMatchObject({ name: 'SojournError' })
      }
    })
  })
}

export function describeUnknownEffect(current: CurrentFixture): void {
  describe('a store out of reach', () => {
    it('rejects every write with a code of its own, and a read answers the truth or rejects', async () => {
      const fixture = current()
      const session = sampleSession(newUser())
      const userId = String(session.userId)
      await fixture.store.insert(session, open)
      await requireHook(fixture, 'breakStore')()
      const calls = writes(fixture.store, userId).map((call) => call())
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: 'rejected', reason: storeError })
      }
      for (const call of reads(fixture.store, userId)) {
        await call().catch((error) => expect(error).toMatchObject(storeError))
      }
      await fixture.store.find(session.id).then(
        (found) => expect(plain(found)).toEqual(plain(session)),
        (error) => expect(error).toMatchObject(storeError),
      )
      await requireHook(fixture, 'repair')()
    })

    it('holds nothing half-written once it is back', async () => {
      const fixture = current()
      const { store } = fixture
      const userId = newUser()
      const [first, second] = [sampleSession(userId), sampleSession(userId)]
      await store.insert(first, open)
      await requireHook(fixture, 'breakStore')()
      const outcome = await Promise.allSettled([
        store.insert(second, open),
        store.replace(nextVersion(first, 'second'), { announce: true }),
        store.end(first.id, sampleDraft()),
      ])
      expect(outcome.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      await requireHook(fixture, 'repair')()

      const found = await Promise.all([first, second].map(({ id }) => store.find(id)))
      const live = found.filter((each) => each?.kind === 'live')
      const listed = await store.listUser(userId)
      expect(plainList(listed.sessions)).toEqual(plainList(live))
      expect([0, 1]).toContain(listed.epoch)
      expect([null, plain(second)]).toContainEqual(plain(found[1] ?? null))
      const states = [plain(first), plain(nextVersion(first, 'second'))]
      const tombstone = { kind: 'ended', id: first.id, userId, ...sampleDraft() }
      expect([...states, tombstone]).toContainEqual(plain(found[0] ?? null))
    })

    it('works again once it is back', async () => {
      const fixture = current()
      await requireHook(fixture, 'breakStore')()
      const userId = newUser()
      const lost = await Promise.allSettled(writes(fixture.store, userId).map((call) => call()))
      expect(lost.some(({ status }) => status === 'fulfilled')).toBe(false)
      await requireHook(fixture, 'repair')()
      const session = sampleSession(newUser())
      expect(await fixture.store.insert(session, open)).toEqual({ status: 'inserted' })
      expect(plain(await fixture.store.find(session.id))).toEqual(plain(session))
      expect(await fixture.store.end(session.id, sampleDraft())).toBe(true)
    })
  })
}

type Call = () => Promise<unknown>

function writes(store: SessionStore, userId: string): readonly Call[] {
  const session = sampleSession(userId)
  return [
    () => store.insert(session, open),
    () => store.replace(nextVersion(session, 'second'), { announce: true }),
    () => store.end(session.id, sampleDraft()),
    () => store.endUser(userId, { tombstone: sampleDraft() }),
    () => store.touch([{ id: session.id, lastSeenAt: now, keepUntil: now + day }]),
    () => store.sweep({ before: now, limit: 1 }),
  ]
}

function reads(store: SessionStore, userId: string): readonly Call[] {
  return [() => store.find(sampleSession(userId).id), () => store.listUser(userId)]
}
