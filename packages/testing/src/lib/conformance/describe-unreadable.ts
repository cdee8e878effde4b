import { describe, expect, it } from 'vitest'
import { wrapStore } from '../wrap-store.ts'
import { day, now, plain } from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'
import { plant, startOn, type UnreadableWorld, unreadable } from './unreadable-world.ts'

export function describeUnreadable(current: CurrentFixture): void {
  describe.each(unreadable)('a record $what, under the engine', ({ code, spoil }) => {
    const unknown = { code, status: 503 }

    it(`is 503 ${code} to whoever presents or changes it: nobody is signed out, nothing is overwritten`, async () => {
      const { store } = current()
      const world = await startOn(store)
      const { sojourn, events, userId, web, native } = world
      const tokens = [web.sessionToken, native.accessToken]
      for (const token of tokens) expect(await sojourn.check(token)).toMatchObject({ status: 'live' }) // and cached
      const spoilt = [await plant(store, web.session.id, spoil), await plant(store, native.session.id, spoil)]
      const before = events.length
      for (const call of callsOnUnreadable(world)) await expect(call()).rejects.toMatchObject(unknown)
      expect(events.slice(before)).toEqual([])
      await sojourn.close() // which writes what waits
      for (const { planted } of spoilt) expect(plain(await store.find(planted.id))).toEqual(plain(planted))
      expect((await store.listUser(userId)).sessions).toHaveLength(2)
    })

    it('is a session again, with all its data, once it can be read', async () => {
      const { store } = current()
      const { sojourn, web, native } = await startOn(store)
      const spoilt = [await plant(store, web.session.id, spoil), await plant(store, native.session.id, spoil)]
      await expect(sojourn.check(web.sessionToken)).rejects.toMatchObject(unknown)
      await expect(sojourn.refresh(native.refreshToken)).rejects.toMatchObject(unknown)
      for (const { restore } of spoilt) await restore()
      expect(await sojourn.check(web.sessionToken)).toMatchObject({ session: { data: { cart: ['tea'] } } })
      expect((await sojourn.refresh(native.refreshToken)).status).toBe('refreshed')
      await sojourn.close()
    })

    it('is not overwritten by a write that had read the one before it', async () => {
      const { store } = current()
      let overtake: () => Promise<unknown> = async () => {}
      const overtaken = wrapStore(store, {
        async find(id) {
          const found = await store.find(id)
          await overtake()
          return found
        },
      })
      const { sojourn, web } = await startOn(overtaken)
      const { id } = web.session
      const planting = Promise.withResolvers<Awaited<ReturnType<typeof plant>>>()
      overtake = async () => {
        overtake = async () => {}
        planting.resolve(plant(store, id, spoil))
        await planting.promise
      }
      await expect(sojourn.patch(id, { cart: [] })).rejects.toMatchObject(unknown)
      expect(plain(await store.find(id))).toEqual(plain((await planting.promise).planted))
      await sojourn.close()
    })

    it('leaves other sessions as they are, and the same person signs in', async () => {
      const { store } = current()
      const { sojourn, userId, web, native } = await startOn(store)
      const { planted } = await plant(store, web.session.id, spoil)
      const { epoch } = await store.listUser(userId)
      const next = await sojourn.signIn(userId, { methods: ['pwd'] })
      for (const token of [native.accessToken, 'sessionToken' in next ? next.sessionToken : '']) {
        expect(await sojourn.check(token)).toMatchObject({ status: 'live', session: { userId } })
      }
      expect(await sojourn.patch(native.session.id, { cart: ['milk'] })).toEqual({ cart: ['milk'] })
      expect((await sojourn.refresh(native.refreshToken)).status).toBe('refreshed')
      const listed = await store.listUser(userId)
      expect(listed.epoch).toBe(epoch)
      expect(listed.sessions.map(({ id }) => id).sort()).toEqual(
        [web.session.id, native.session.id, next.session.id].sort(),
      )
      expect(plain(await store.find(planted.id))).toEqual(plain(planted))
      await sojourn.close()
    })

    it(`makes a list of the person's sessions 503 ${code}, rather than one that hides a session`, async () => {
      const { store } = current()
      const { sojourn, userId, web, native } = await startOn(store)
      const { restore } = await plant(store, web.session.id, spoil)
      await expect(sojourn.list(userId)).rejects.toMatchObject(unknown)
      await restore()
      const listed = (await sojourn.list(userId)).map(({ id }) => id)
      expect(listed.sort()).toEqual([web.session.id, native.session.id].sort())
      await sojourn.close()
    })

    it('ends as any other: by its id, then it is revoked and listed no more', async () => {
      const { store } = current()
      const { sojourn, userId, web, native } = await startOn(store)
      await plant(store, web.session.id, spoil)
      expect(await sojourn.end(web.session.id, { userId: 'somebody-else' })).toBe(false)
      expect(await sojourn.end(web.session.id, { userId })).toBe(true)
      expect(await sojourn.check(web.sessionToken)).toEqual({ status: 'refused', code: 'session/revoked' })
      expect((await sojourn.list(userId)).map(({ id }) => id)).toEqual([native.session.id])
      await sojourn.close()
    })

    it('ends with all of the person’s sessions, and may be the one that is kept', async () => {
      const { store } = current()
      const { sojourn, userId, web, native } = await startOn(store)
      const { planted } = await plant(store, web.session.id, spoil)
      expect(await sojourn.endUser(userId, { except: web.session.id })).toBe(1)
      expect(await sojourn.check(native.accessToken)).toEqual({ status: 'refused', code: 'session/revoked' })
      expect(plain(await store.find(web.session.id))).toEqual(plain(planted))
      expect(await sojourn.endUser(userId)).toBe(1)
      expect(await sojourn.check(web.sessionToken)).toEqual({ status: 'refused', code: 'session/revoked' })
      expect((await store.listUser(userId)).sessions).toEqual([])
      await sojourn.close()
    })

    it('is swept by its time, and not before', async () => {
      const { store } = current()
      const { sojourn, web } = await startOn(store)
      const { planted } = await plant(store, web.session.id, spoil)
      await store.sweep({ before: planted.keepUntil, limit: 1000 })
      expect(plain(await store.find(planted.id))).toEqual(plain(planted))
      await store.sweep({ before: now + 1000 * day, limit: 1000 })
      expect(await store.find(planted.id)).toBeNull()
      await sojourn.close()
    })
  })

  it('a corrupt record makes room for a sign-in at the limit, before any that can be read', async () => {
    const { store } = current()
    const { sojourn, events, userId, web, native } = await startOn(store, 2)
    await plant(store, native.session.id, () => Uint8Array.of(1)) // the younger one
    const next = await sojourn.signIn(userId, { methods: ['pwd'] })
    expect(events.filter(({ type }) => type === 'session/ended')).toMatchObject([
      { id: native.session.id, reason: 'limit' },
    ])
    const listed = (await sojourn.list(userId)).map(({ id }) => id)
    expect(listed.sort()).toEqual([web.session.id, next.session.id].sort())
    await sojourn.close()
  })

  it('a record of a newer version waits its turn at the limit, by when it was last seen', async () => {
    const { store } = current()
    const { sojourn, clock, events, userId, web, native } = await startOn(store, 2)
    const newer = (bytes: Uint8Array): Uint8Array => Uint8Array.of(255, ...bytes.subarray(1))
    const { planted } = await plant(store, native.session.id, newer)
    clock.advance(2)
    const { id, keepUntil } = planted
    await store.touch([{ id, lastSeenAt: clock.now() - 1, keepUntil }])
    await sojourn.signIn(userId, { methods: ['pwd'] }) // the one in the browser began before that
    const ended = (): unknown[] => events.flatMap((event) => (event.type === 'session/ended' ? event.id : []))
    expect(ended()).toEqual([web.session.id])
    await sojourn.signIn(userId, { methods: ['pwd'] })
    expect(ended()).toEqual([web.session.id, id])
    await sojourn.close()
  })
}

/** Whatever reads or would change the two sessions of a world. */
function callsOnUnreadable({ sojourn, userId, web, native }: UnreadableWorld): (() => Promise<unknown>)[] {
  const ids = [web.session.id, native.session.id]
  return [
    () => sojourn.check(web.sessionToken),
    () => sojourn.verify(web.sessionToken),
    () => sojourn.check(native.accessToken),
    () => sojourn.refresh(native.refreshToken),
    () => sojourn.refresh(native.refreshToken, { reread: true }),
    () => sojourn.endPresented(web.sessionToken),
    ...ids.flatMap((id) => [
      () => sojourn.patch(id, { cart: [] }),
      () => sojourn.rename(id, 'At home', { userId }),
      () => sojourn.stepUp(id, { methods: ['pwd', 'otp'], level: 2 }),
      () => sojourn.signIn(userId, { methods: ['pwd'], replaces: id, carry: ['cart'] }),
    ]),
  ]
}
