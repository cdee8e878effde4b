import { startSojourn, type TestSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import type { EventType } from './events.ts'
import { generateKey } from './key-ring.ts'
import type { PolicyOptions } from './policy.ts'
import type { RequestContext } from './session.ts'
import { refreshed, signInNative, signInWeb } from './sign-in.test-support.ts'

const home = { network: '192.0.2.0/24', userAgent: 'app/1' }
const elsewhere = { network: '198.51.100.0/24', userAgent: 'curl/8' }
const minute = 60_000
const windowMs = 30_000
const byPassword = { methods: ['pwd'] } as const

/** All that a request from `context` leads to, after others that came from home. */
type Story = (context: RequestContext) => Promise<TestSojourn>
type CausedByRequests = Exclude<EventType, 'cookie/undeliverable' | 'store/failed' | 'cache/gap'>

/** An engine on which a native client's token was rotated at home, and confirmed there when `confirmed`. */
async function rotated({ confirmed = false, ...policy }: PolicyOptions & { confirmed?: boolean } = {}) {
  const store = createMemoryStore()
  const losing = { is: false }
  const world = await startSojourn({
    policy,
    store: wrapStore(store, {
      replace: async (next, options) =>
        losing.is ? { status: 'replaced' } : await store.replace(next, options),
    }),
  })
  const parent = (await signInNative(world, 'ada', home)).refreshToken
  world.clock.advance(windowMs)
  const { refreshToken: candidate, accessToken } = await refreshed(world, parent, home)
  if (confirmed) await world.sojourn.check(accessToken, home)
  return { ...world, parent, candidate, accessToken, losing }
}

/** An engine with a session that was begun at home. */
async function begun(policy: PolicyOptions = {}) {
  const world = await startSojourn({ policy })
  const { session, sessionToken } = await signInWeb(world, 'ada', home)
  return { ...world, id: session.id, sessionToken }
}

const stories: Record<CausedByRequests, Record<string, Story>> = {
  'session/created': {
    'a sign-in': async (client) => {
      const world = await startSojourn()
      await world.sojourn.signIn('ada', { ...byPassword, client })
      return world
    },
    'data before a sign-in': async (client) => {
      const world = await startSojourn()
      await world.sojourn.begin({ data: {}, client })
      return world
    },
  },
  'session/ended': {
    'a sign-out': async (context) => {
      const { id, ...world } = await begun()
      await world.sojourn.end(id, { context })
      return world
    },
    'a sign-out by session token': async (context) => {
      const { sessionToken, ...world } = await begun()
      await world.sojourn.endPresented(sessionToken, { context })
      return world
    },
    'a sign-out by access token': async (context) => {
      const { accessToken, ...world } = await rotated()
      await world.sojourn.endPresented(accessToken, { context })
      return world
    },
    'a sign-out everywhere': async (context) => {
      const world = await begun()
      await world.sojourn.endUser('ada', { context })
      return world
    },
    'a sign-in in its place': async (client) => {
      const { id, ...world } = await begun()
      await world.sojourn.signIn('ada', { ...byPassword, client, replaces: id })
      return world
    },
    'a sign-in that needs room': async (client) => {
      const world = await begun({ sessionsPerUser: 1 })
      await signInWeb(world, 'ada', client)
      return world
    },
    'a check after its time': async (context) => {
      const { sessionToken, ...world } = await begun({ idle: '30m' })
      world.clock.advance(30 * minute)
      await world.sojourn.check(sessionToken, context)
      return world
    },
    'the first of two writes after its time': async (context) => {
      const { id, ...world } = await begun({ idle: '30m' })
      world.clock.advance(30 * minute)
      const first = world.sojourn.patch(id, { a: 1 }, { context })
      await Promise.all([first, world.sojourn.patch(id, { b: 1 }, { context: home })])
      return world
    },
    'a theft': async (context) => {
      const { parent, ...world } = await rotated({ confirmed: true })
      await world.sojourn.refresh(parent, { reread: true, context })
      return world
    },
    'a theft that ends all of a person': async (context) => {
      const { parent, ...world } = await rotated({ confirmed: true, theftEnds: 'user' })
      await world.sojourn.refresh(parent, { reread: true, context })
      return world
    },
  },
  'session/changed': {
    'a patch': async (context) => {
      const { id, ...world } = await begun()
      await Promise.all([
        world.sojourn.patch(id, { a: 1 }, { context: home }),
        world.sojourn.patch(id, { b: 1 }, { context }),
      ])
      return world
    },
  },
  'session/renamed': {
    'a new name': async (context) => {
      const { id, ...world } = await begun()
      await world.sojourn.rename(id, 'phone', { context })
      return world
    },
  },
  'session/idle': {
    'a check that comes too late': async (context) => {
      const { sessionToken, ...world } = await begun({ resume: true, idle: '30m' })
      world.clock.advance(30 * minute)
      await world.sojourn.check(sessionToken, context)
      return world
    },
  },
  'session/resumed': {
    'a password after it': async (context) => {
      const { sessionToken, ...world } = await begun({ resume: true, idle: '30m' })
      world.clock.advance(30 * minute)
      await world.sojourn.resume(sessionToken, async () => byPassword, { context })
      return world
    },
  },
  'auth/stepped-up': {
    'a step-up': async (context) => {
      const { id, ...world } = await begun()
      await world.sojourn.stepUp(id, { ...byPassword, context })
      return world
    },
  },
  'auth/context-changed': {
    'a refresh from there': async (context) => {
      const { candidate, ...world } = await rotated({ confirmed: true })
      await world.sojourn.refresh(candidate, { context })
      return world
    },
    'a session token from there': async (context) => {
      const { sessionToken, ...world } = await begun()
      await world.sojourn.check(sessionToken, context)
      return world
    },
  },
  'user/ended': {
    'a sign-out everywhere': async (context) => {
      const world = await begun()
      await world.sojourn.endUser('ada', { context })
      return world
    },
    'a theft': async (context) => {
      const { parent, ...world } = await rotated({ confirmed: true, theftEnds: 'user' })
      await world.sojourn.refresh(parent, { reread: true, context })
      return world
    },
  },
  'user/limit-reached': {
    'one sign-in more': async (context) => {
      const world = await begun({ sessionsPerUser: 1 })
      await signInWeb(world, 'ada', context)
      return world
    },
  },
  'sign-in/overtaken': {
    'a sign-in with an old epoch': async (client) => {
      const world = await begun()
      const signIn = world.sojourn.signIn('ada', { ...byPassword, client, epoch: 7 })
      await expect(signIn).rejects.toMatchObject({ code: 'sign-in/overtaken' })
      return world
    },
  },
  'refresh/rotated': {
    'a refresh': async (context) => {
      const { candidate, ...world } = await rotated({ confirmed: true })
      world.clock.advance(windowMs)
      await world.sojourn.refresh(candidate, { context })
      return world
    },
  },
  'refresh/repeated': {
    'a refresh once more': async (context) => {
      const { candidate, ...world } = await rotated({ confirmed: true })
      await world.sojourn.refresh(candidate, { context })
      return world
    },
  },
  'refresh/confirmed': {
    'a refresh by the new token': async (context) => {
      const { candidate, ...world } = await rotated()
      await world.sojourn.refresh(candidate, { context })
      return world
    },
    'the first use of an access token': async (context) => {
      const { accessToken, ...world } = await rotated()
      await world.sojourn.check(accessToken, context)
      return world
    },
  },
  'refresh/superseded': {
    'a refresh by the old token': async (context) => {
      const { parent, ...world } = await rotated()
      await world.sojourn.refresh(parent, { context })
      return world
    },
  },
  'refresh/stale': {
    'a refresh by an old token': async (context) => {
      const { parent, ...world } = await rotated({ confirmed: true })
      await world.sojourn.refresh(parent, { reread: false, context })
      return world
    },
  },
  'refresh/theft': {
    'a refresh by an old token that was read again': async (context) => {
      const { parent, ...world } = await rotated({ confirmed: true })
      await world.sojourn.refresh(parent, { reread: true, context })
      return world
    },
  },
  'refresh/adopted': {
    'a refresh by a token that the store has forgotten': async (context) => {
      const { candidate, losing, ...world } = await rotated({ confirmed: true })
      world.clock.advance(windowMs)
      losing.is = true
      const { refreshToken } = await refreshed(world, candidate, home)
      losing.is = false
      await refreshed(world, refreshToken, context)
      return world
    },
  },
  'credential/refused': {
    junk: async (context) => {
      const world = await startSojourn()
      await world.sojourn.check('sjs_junk', context)
      return world
    },
    'the wrong kind': async (context) => {
      const { parent, ...world } = await rotated()
      await world.sojourn.check(parent, context)
      return world
    },
    'a replaced token': async (context) => {
      const { id, sessionToken, ...world } = await begun()
      await world.sojourn.stepUp(id, { ...byPassword, context: home })
      await world.sojourn.check(sessionToken, context)
      return world
    },
    'a token of an ended session': async (context) => {
      const { id, sessionToken, ...world } = await begun()
      await world.sojourn.end(id, { context: home })
      await world.sojourn.check(sessionToken, context)
      return world
    },
    'a token of an unknown session': async (context) => {
      const keys = generateKey()
      const { sessionToken } = await signInWeb(await startSojourn({ keys }))
      const world = await startSojourn({ keys })
      await world.sojourn.check(sessionToken, context)
      return world
    },
    'a refresh by junk': async (context) => {
      const world = await startSojourn()
      await world.sojourn.refresh('sjr_junk', { context })
      return world
    },
  },
}

describe('an event tells from where it was caused', () => {
  const told = Object.entries(stories).flatMap(([type, causes]) =>
    Object.entries(causes).map(([cause, story]) => ({ type, cause, story })),
  )

  it.each(told)('$type, by $cause', async ({ type, story }) => {
    const { events } = await story(elsewhere)
    expect(events.findLast((event) => event.type === type)?.context).toEqual(elsewhere)
  })

  it('or nothing, when no request caused it', async () => {
    const { id, ...world } = await begun()
    await world.sojourn.end(id)
    await world.sojourn.endUser('ada')
    await world.sojourn.signIn('ada', byPassword)
    expect(world.events.slice(-3)).toMatchObject([
      { type: 'session/ended', context: null },
      { type: 'user/ended', context: null },
      { type: 'session/created', context: null },
    ])
  })
})
