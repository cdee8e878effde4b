import { createManualClock, startSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { generateKey } from './key-ring.ts'
import { refreshed, signInNative, signInWeb } from './sign-in.test-support.ts'

const minute = 60_000
const hour = 60 * minute

describe('expiry', () => {
  it('comes at the first moment after the idle time-out', async () => {
    const test = await startSojourn({ policy: { idle: '30m', absolute: '12h' } })
    const { sessionToken } = await signInWeb(test)
    test.clock.advance(30 * minute - 1)
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
    test.clock.advance(30 * minute)
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(test.events).toContainEqual(expect.objectContaining({ type: 'session/ended', reason: 'idle' }))
  })

  it('comes at the absolute lifetime however active the session is', async () => {
    const test = await startSojourn({ policy: { idle: '30m', absolute: '12h' } })
    const { sessionToken } = await signInWeb(test)
    for (let quarter = 1; quarter < 48; quarter++) {
      test.clock.advance(15 * minute)
      expect((await test.sojourn.check(sessionToken)).status).toBe('live')
    }
    test.clock.advance(15 * minute - 1)
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
    test.clock.advance(1)
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(test.events).toContainEqual(expect.objectContaining({ type: 'session/ended', reason: 'expired' }))
  })

  it('of an access token comes at its own life, and of refresh tokens at the absolute lifetime', async () => {
    const test = await startSojourn({ policy: { access: '10m', native: { idle: '14d', absolute: '90d' } } })
    const grant = await signInNative(test)
    expect(grant.accessExpiresAt - test.clock.now()).toBe(10 * minute)
    test.clock.advance(10 * minute - 1)
    expect((await test.sojourn.check(grant.accessToken)).status).toBe('live')
    test.clock.advance(1)
    expect(await test.sojourn.check(grant.accessToken)).toEqual({ status: 'refused', code: 'access/expired' })
    let { refreshToken } = grant
    for (let day = 1; day <= 89; day++) {
      test.clock.advance(24 * hour)
      const result = await test.sojourn.refresh(refreshToken)
      if (result.status !== 'refreshed') throw new Error(`${day}: ${result.code}`)
      refreshToken = result.grant.refreshToken
    }
    test.clock.advance(24 * hour)
    expect(await test.sojourn.refresh(refreshToken)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('of a refresh token comes at the idle time-out', async () => {
    const test = await startSojourn({ policy: { native: { idle: '14d', absolute: '90d' } } })
    const { refreshToken } = await signInNative(test)
    test.clock.advance(14 * 24 * hour - 1)
    const next = (await refreshed(test, refreshToken, {})).refreshToken
    test.clock.advance(14 * 24 * hour)
    expect(await test.sojourn.refresh(next)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(test.events).toContainEqual(expect.objectContaining({ type: 'session/ended', reason: 'idle' }))
  })

  it('of an anonymous session comes at its own idle time-out and absolute lifetime', async () => {
    const test = await startSojourn({ policy: { idle: '5m', absolute: '10m' } })
    const begin = async () => (await test.sojourn.begin({ data: {} })).sessionToken
    const statusOf = async (token: string) => (await test.sojourn.check(token)).status
    const idle = await begin()
    test.clock.advance(24 * hour - 1)
    expect(await statusOf(idle)).toBe('live')
    test.clock.advance(24 * hour)
    expect(await statusOf(idle)).toBe('refused')
    const active = await begin()
    for (let halfDay = 1; halfDay < 14; halfDay++) {
      test.clock.advance(12 * hour)
      expect(await statusOf(active)).toBe('live')
    }
    test.clock.advance(12 * hour - 1)
    expect(await statusOf(active)).toBe('live')
    test.clock.advance(1)
    expect(await statusOf(active)).toBe('refused')
    expect(test.events.filter(({ type }) => type === 'session/ended')).toMatchObject([
      { reason: 'idle' },
      { reason: 'expired' },
    ])
  })

  it('is not undone when the clock jumps back', async () => {
    const test = await startSojourn({ policy: { idle: '30m' } })
    const { sessionToken } = await signInWeb(test)
    const native = await signInNative(test)
    test.clock.advance(30 * minute)
    expect((await test.sojourn.check(native.accessToken)).status).toBe('refused')
    test.clock.jump(-hour)
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(await test.sojourn.check(native.accessToken)).toEqual({
      status: 'refused',
      code: 'access/expired',
    })
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
  })

  it.each([
    [30 * minute, 1],
    [30 * minute, hour],
    [45 * minute, 45 * minute],
    [45 * minute, hour],
    [59 * minute, hour],
    [hour, hour],
    [12 * hour, 24 * hour],
  ])('is not undone when %i ms pass unread and the clock then jumps back by %i ms', async (passed, back) => {
    const test = await startSojourn({ policy: { idle: '30m', absolute: '12h', access: '10m' } })
    const { sessionToken } = await signInWeb(test)
    const native = await signInNative(test)
    test.clock.advance(passed)
    test.clock.jump(-back)
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(await test.sojourn.check(native.accessToken)).toEqual({
      status: 'refused',
      code: 'access/expired',
    })
  })

  it('does not come early when time passes unread and the clock then jumps back', async () => {
    const test = await startSojourn({ policy: { idle: '30m' } })
    const { sessionToken } = await signInWeb(test)
    test.clock.advance(30 * minute - 1)
    test.clock.jump(-hour)
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
  })

  it('is not written by a process whose clock has just jumped ahead', async () => {
    const store = createMemoryStore()
    const test = await startSojourn({ store })
    const { sessionToken, session } = await signInWeb(test)
    const native = await signInNative(test)
    await test.sojourn.check(sessionToken)
    test.clock.jump(120 * 24 * hour)
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
    const uncertain = { code: 'clock/uncertain', status: 503 }
    await expect(test.sojourn.check(sessionToken)).rejects.toMatchObject(uncertain)
    await expect(test.sojourn.refresh(native.refreshToken)).rejects.toMatchObject(uncertain)
    await expect(test.sojourn.patch(session.id, { a: 1 })).rejects.toMatchObject(uncertain)
    const during = await test.sojourn.signIn('ada', { methods: ['pwd'] })
    expect(during.session.createdAt).toBe(session.createdAt)
    test.clock.jump(-120 * 24 * hour)
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
    expect((await test.sojourn.refresh(native.refreshToken)).status).toBe('refreshed')
    test.clock.jump(120 * 24 * hour)
    await expect(test.sojourn.check(sessionToken)).rejects.toMatchObject(uncertain)
    test.clock.advance(minute)
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('is not written over a step-up that another process has just made', async () => {
    const store = createMemoryStore()
    const keys = generateKey()
    const behind = await startSojourn({ store, keys, policy: { idle: '30m' } })
    const { sessionToken, session } = await signInWeb(behind)
    behind.clock.advance(30 * minute - 5)
    const stepUps: Promise<unknown>[] = []
    const slow = wrapStore(store, {
      replace: async (next, options) => {
        if (stepUps.length === 0) stepUps.push(behind.sojourn.stepUp(session.id, { methods: ['otp'] }))
        await stepUps[0]
        return store.replace(next, options)
      },
    })
    const clock = createManualClock(behind.clock.now() + 5)
    const ahead = await startSojourn({ store: slow, keys, clock, policy: { idle: '30m' } })
    expect(await ahead.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'credential/rotated' })
    expect(await behind.sojourn.list('ada')).toHaveLength(1)
  })

  it('is not undone in a process that starts after the clock has jumped back', async () => {
    const store = createMemoryStore()
    const keys = generateKey()
    const first = await startSojourn({ store, keys, policy: { idle: '30m' } })
    const { sessionToken } = await signInWeb(first)
    first.clock.advance(30 * minute)
    expect((await first.sojourn.check(sessionToken)).status).toBe('refused')
    const second = await startSojourn({ store, keys, clock: createManualClock(first.clock.now() - hour) })
    expect(await second.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
  })
})
