import { startSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import type { SessionId } from './session-id.ts'
import { signInWeb } from './sign-in.test-support.ts'
import { SojournError } from './sojourn-error.ts'
import { createTouchBatch, type Sighting } from './touch-batch.ts'

describe('last-seen times', () => {
  it('are written at most once a minute, at the latest then, and keep the session alive', async () => {
    const store = createMemoryStore()
    const written: number[] = []
    const watched = wrapStore(store, {
      touch: (seen) => {
        written.push(seen.length)
        return store.touch(seen)
      },
    })
    const test = await startSojourn({ store: watched })
    const { sessionToken, session } = await signInWeb(test)
    for (let second = 0; second < 50; second++) {
      test.clock.advance(1000)
      await test.sojourn.check(sessionToken)
    }
    expect(written).toEqual([])
    await test.sojourn.close()
    expect(written).toEqual([1])
    expect(await store.find(session.id)).toMatchObject({ lastSeenAt: test.clock.now() })
  })
})

describe('last-seen times that a store refuses', () => {
  const id = (name: string) => name as SessionId
  const sighting = (name: string, lastSeenAt: number, idleTimeoutMs = 1000): Sighting => ({
    id: id(name),
    lastSeenAt,
    recordedAt: 0,
    sessionEndsAt: 10_000,
    idleTimeoutMs,
  })
  function start(mostWaiting?: number) {
    const written: string[] = []
    const store = { now: 0, refusing: true, failures: 0, written }
    const batch = createTouchBatch({
      everyMs: 60_000,
      now: () => store.now,
      ...(mostWaiting !== undefined && { mostWaiting }),
      store: {
        async touch(seen) {
          if (store.refusing) throw new Error('refused')
          written.push(...seen.map((one) => `${one.id} ${one.lastSeenAt}`))
        },
      },
      onFailure: () => void store.failures++,
    })
    return Object.assign(store, { batch })
  }

  it('wait until they are written, and are heeded meanwhile', async () => {
    const world = start()
    world.batch.note(sighting('a', 2000))
    await world.batch.flush()
    expect(world.failures).toBe(1)
    expect(world.batch.latest(id('a'))).toBe(2000)
    world.refusing = false
    await world.batch.close()
    expect(world.written).toEqual(['a 2000'])
  })

  it.each([
    ['idle time-out', sighting('a', 2000), 3000],
    ['absolute lifetime', sighting('a', 2000, Infinity), 10_000],
  ])('are dropped when the session has expired by its %s', async (_, seen, deadline) => {
    const world = start()
    world.batch.note(seen)
    world.now = deadline - 1
    await world.batch.flush()
    expect(world.batch.latest(id('a'))).toBe(2000)
    world.now = deadline
    await world.batch.flush()
    expect(world.batch.latest(id('a'))).toBe(0)
    world.refusing = false
    await world.batch.close()
    expect(world.written).toEqual([])
  })

  it.each([
    [3, ['a 2004', 'e 2010', 'c 2011']],
    [5, ['b 2001', 'd 2003', 'a 2004', 'e 2010', 'c 2011']],
  ])('are those of %i sessions at most: the ones seen longest ago make room', async (most, left) => {
    const world = start(most)
    for (const [index, name] of ['a', 'b', 'c', 'd', 'a'].entries()) {
      world.batch.note(sighting(name, 2000 + index))
    }
    const first = world.batch.flush()
    world.batch.note(sighting('e', 2010))
    world.batch.note(sighting('c', 2011))
    await first
    expect(world.batch.latest(id('b'))).toBe(most === 3 ? 0 : 2001)
    await world.batch.flush()
    world.refusing = false
    await world.batch.close()
    expect(world.written).toEqual(left)
  })

  it('never revive a session', async () => {
    const store = createMemoryStore()
    let refusing = true
    const test = await startSojourn({
      policy: { idle: '30m' },
      store: wrapStore(store, {
        touch: (seen) =>
          refusing ? Promise.reject(new SojournError('store/full', 'full')) : store.touch(seen),
      }),
    })
    const expired = await signInWeb(test)
    const ended = await signInWeb(test)
    test.clock.advance(600_000)
    for (const { sessionToken } of [expired, ended]) await test.sojourn.check(sessionToken)
    await test.sojourn.end(ended.session.id)
    test.clock.advance(1_800_000)
    expect((await test.sojourn.check(expired.sessionToken)).status).toBe('refused')
    refusing = false
    await test.sojourn.close()
    for (const { session } of [expired, ended]) {
      expect(await store.find(session.id)).toMatchObject({ kind: 'ended' })
    }
    expect(await store.listUser('ada')).toMatchObject({ sessions: [] })
  })
})
