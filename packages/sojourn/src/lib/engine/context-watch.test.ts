import { startSojourn, type TestSojourn } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createContextWatch } from './context-watch.ts'
import { createEventHub, type SojournEvent } from './events.ts'
import type { SessionRecord } from './record.ts'
import type { ClientDescription } from './session.ts'
import type { SessionId } from './session-id.ts'
import { refreshed, signInNative, signInWeb } from './sign-in.test-support.ts'

const home = { network: '192.0.2.0/24', userAgent: 'app/1' }
const moved = { network: '198.51.100.0/24', userAgent: 'app/1' }
const updated = { network: '192.0.2.0/24', userAgent: 'app/2' }
const windowMs = 30_000

function changesIn({ events }: Pick<TestSojourn, 'events'>) {
  return events.filter(({ type }) => type === 'auth/context-changed')
}

describe('a refresh from another context', () => {
  async function begin(client: ClientDescription = home) {
    const world = await startSojourn()
    const { refreshToken, session } = await signInNative(world, 'ada', client)
    let token = refreshToken
    return {
      ...world,
      id: session.id,
      repeat: async (context: ClientDescription) => {
        token = (await refreshed(world, token, context)).refreshToken
      },
      rotate: async (context: ClientDescription) => {
        world.clock.advance(windowMs)
        token = (await refreshed(world, token, context)).refreshToken
      },
    }
  }

  it.each([
    ['network', moved],
    ['user agent', updated],
  ])('is told once for a new %s, with the one the session began in, and ends nothing', async (_, other) => {
    const world = await begin()
    await world.rotate(home)
    expect(changesIn(world)).toEqual([])
    for (let times = 0; times < 3; times++) await world.rotate(other)
    expect(changesIn(world)).toEqual([
      {
        type: 'auth/context-changed',
        at: expect.any(String),
        id: world.id,
        userId: 'ada',
        context: other,
        beganFrom: home,
      },
    ])
    await world.rotate(home)
    await world.rotate(other)
    expect(changesIn(world).map(({ context }) => context)).toEqual([other, home, other])
    expect(await world.sojourn.list('ada')).toHaveLength(1)
  })

  it('is told when it confirms inside the window, and not again by what follows', async () => {
    const world = await begin()
    await world.rotate(home)
    await Promise.all(Array.from({ length: 50 }, () => world.repeat(moved)))
    await world.repeat(home)
    await world.repeat(moved)
    expect(changesIn(world)).toHaveLength(1)
    await world.rotate(moved)
    expect(changesIn(world)).toMatchObject([{ context: moved }])
    await world.rotate(home)
    await world.rotate(moved)
    expect(changesIn(world)).toHaveLength(3)
  })

  it('is told again when the change was undone in between', async () => {
    const world = await begin()
    await world.rotate(home)
    await world.repeat(moved)
    await world.rotate(home)
    await world.rotate(moved)
    expect(changesIn(world)).toHaveLength(2)
  })

  it('is not told when it is refused', async () => {
    const world = await begin()
    await world.rotate(home)
    const { refreshToken } = await signInNative(world, 'ada', home)
    world.clock.advance(windowMs)
    await world.sojourn.refresh(refreshToken, { context: home })
    expect(await world.sojourn.refresh(refreshToken, { context: moved })).toMatchObject({
      status: 'refused',
    })
    expect(changesIn(world)).toEqual([])
  })

  it('is not told where one of the two is not known', async () => {
    const world = await begin({})
    await world.rotate(home)
    await world.rotate({})
    await world.rotate(moved)
    expect(changesIn(world)).toEqual([])
  })
})

describe('a session token from another context', () => {
  it('is told for each new user agent once, and ends nothing', async () => {
    const world = await startSojourn({ nearCache: false })
    const { sessionToken, session } = await signInWeb(world, 'ada', home)
    for (const context of [home, moved, updated, updated, home, { ...updated, ...moved }, updated]) {
      expect((await world.sojourn.check(sessionToken, context)).status).toBe('live')
    }
    expect(changesIn(world)).toMatchObject([
      { id: session.id, userId: 'ada', context: updated, beganFrom: home },
    ])
    await world.sojourn.check(sessionToken, { ...home, userAgent: null })
    await world.sojourn.check(sessionToken, { ...home, userAgent: null })
    expect(changesIn(world).map(({ context }) => context?.userAgent)).toEqual(['app/2', null])
  })

  it('is told when the store is read again, not by a peek', async () => {
    const world = await startSojourn()
    const { sessionToken } = await signInWeb(world, 'ada', home)
    await world.sojourn.check(sessionToken, home)
    await world.sojourn.check(sessionToken, updated)
    expect(changesIn(world)).toEqual([])
    world.clock.advance(60_000)
    await world.sojourn.check(sessionToken, updated)
    expect(changesIn(world)).toHaveLength(1)
  })

  it('is not told where one of the two is not known, nor for what is cut from both', async () => {
    const world = await startSojourn({ nearCache: false })
    const { sessionToken } = await signInWeb(world, 'ada', { network: home.network })
    await world.sojourn.check(sessionToken, home)
    const userAgent = `Browser\u202e/${'1'.repeat(300)}`
    const other = await signInWeb(world, 'ada', { userAgent })
    await world.sojourn.check(other.sessionToken, { userAgent })
    await world.sojourn.check(other.sessionToken, { network: moved.network })
    await world.sojourn.check(other.sessionToken)
    expect(changesIn(world)).toEqual([])
  })

  it('that changes with each request is told 8 times, and of 10,000 sessions each change is told once', () => {
    const told: SojournEvent[] = []
    const events = createEventHub(() => 0)
    events.on('*', (event) => void told.push(event))
    const watch = createContextWatch(events)
    const record = (session: number) =>
      ({ id: `${session}` as SessionId, userId: 'ada', client: home }) as unknown as SessionRecord
    for (let request = 0; request < 20; request++) watch.presented(record(0), { userAgent: `bot/${request}` })
    expect(told).toHaveLength(8)
    for (let round = 0; round < 2; round++) {
      for (let session = 0; session < 10_000; session++) watch.presented(record(session), updated)
    }
    expect(told).toHaveLength(8 + 9_999)
    watch.presented(record(9_999), { userAgent: 'app/3' })
    watch.presented(record(0), updated)
    watch.presented(record(10_000), updated)
    watch.presented(record(9_999), updated)
    watch.presented(record(0), updated)
    expect(told.slice(8 + 9_999)).toMatchObject([{ id: '9999' }, { id: '10000' }, { id: '0' }])
  })
})
