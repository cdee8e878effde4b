import { createManualClock, startSojourn, type TestSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import type { SessionGrant, TokenGrant } from './grant.ts'
import { generateKey } from './key-ring.ts'
import type { ClientDescription } from './session.ts'
import type { SessionId } from './session-id.ts'

const minute = 60_000
const hour = 60 * minute

async function signInWeb(
  { sojourn }: TestSojourn,
  userId = 'ada',
  client: ClientDescription = {},
): Promise<SessionGrant> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], client })
  if (grant.kind !== 'session') throw new TypeError('a web client gets a session token')
  return grant
}

async function signInNative({ sojourn }: TestSojourn, userId = 'ada'): Promise<TokenGrant> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], client: { kind: 'native' } })
  if (grant.kind !== 'tokens') throw new TypeError('a native client gets two tokens')
  return grant
}

describe('check', () => {
  it('accepts the session token that a sign-in gave', async () => {
    const test = await startSojourn()
    const { sessionToken, session } = await signInWeb(test)
    const verdict = await test.sojourn.check(sessionToken)
    expect(verdict).toMatchObject({
      status: 'live',
      session: { status: 'signed-in', id: session.id, userId: 'ada' },
    })
  })

  it('refuses each kind of token in the place of another', async () => {
    const test = await startSojourn()
    const { accessToken, refreshToken } = await signInNative(test)
    const { sessionToken } = await signInWeb(test)
    expect(await test.sojourn.check(refreshToken)).toEqual({
      status: 'refused',
      code: 'credential/wrong-kind',
    })
    for (const token of [sessionToken, accessToken]) {
      expect(await test.sojourn.refresh(token)).toEqual({ status: 'refused', code: 'credential/wrong-kind' })
    }
    const swapped = ['sjs_', 'sja_', 'sjr_'].flatMap((prefix) =>
      [sessionToken, accessToken, refreshToken]
        .filter((token) => !token.startsWith(prefix))
        .map((token) => prefix + token.slice(4)),
    )
    for (const token of swapped) {
      expect(await test.sojourn.check(token)).toEqual({ status: 'refused', code: 'credential/malformed' })
    }
  })

  it('never reads the store for junk', async () => {
    let reads = 0
    const store = createMemoryStore()
    const counting = wrapStore(store, {
      find: (id) => {
        reads++
        return store.find(id)
      },
    })
    const { sojourn } = await startSojourn({ store: counting })
    for (const junk of [
      '',
      'junk',
      'sjs_',
      `sjs_${'A'.repeat(104)}`,
      `sja_${'-'.repeat(104)}`,
      'x'.repeat(1_000_000),
    ]) {
      expect((await sojourn.check(junk)).status).toBe('refused')
    }
    expect(reads).toBe(0)
  })

  it('keeps everyone signed in when keys rotate', async () => {
    const [old, next] = [generateKey(), generateKey()]
    const store = createMemoryStore()
    const before = await startSojourn({ store, keys: old })
    const web = await signInWeb(before)
    const native = await signInNative(before)
    const after = await startSojourn({ store, keys: [next, old], clock: before.clock })
    expect((await after.sojourn.check(web.sessionToken)).status).toBe('live')
    expect((await after.sojourn.check(native.accessToken)).status).toBe('live')
    let { refreshToken } = native
    for (let round = 0; round < 3; round++) {
      before.clock.advance(minute)
      const result = await after.sojourn.refresh(refreshToken)
      if (result.status !== 'refreshed') throw new Error(result.code)
      refreshToken = result.grant.refreshToken
    }
    const gone = await startSojourn({ store, keys: next, clock: before.clock })
    expect(await gone.sojourn.check(web.sessionToken)).toEqual({
      status: 'refused',
      code: 'credential/unknown-key',
    })
    expect((await gone.sojourn.refresh(refreshToken)).status).toBe('refreshed')
  })

  it('answers 503 for a record that is newer or corrupt, and ends nothing', async () => {
    const store = createMemoryStore()
    const test = await startSojourn({ store, nearCache: false })
    const { sessionToken, session } = await signInWeb(test)
    const found = await store.find(session.id)
    if (found?.kind !== 'live') throw new Error('not stored')
    const plant = (bytes: Uint8Array, version: number) =>
      store.replace({ ...found, version, bytes }, { announce: true })
    const newer = new Uint8Array(found.bytes)
    newer[0] = 2
    await plant(newer, 2)
    await expect(test.sojourn.check(sessionToken)).rejects.toMatchObject({
      code: 'record/newer',
      status: 503,
    })
    await plant(new Uint8Array([1, 123]), 3)
    await expect(test.sojourn.check(sessionToken)).rejects.toMatchObject({
      code: 'record/corrupt',
      status: 503,
    })
    for (let at = 1; at < found.bytes.length; at++) {
      await plant(found.bytes.slice(0, at), at + 3)
      await expect(test.sojourn.check(sessionToken)).rejects.toMatchObject({ status: 503 })
    }
    await plant(found.bytes, found.bytes.length + 3)
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
  })
})

describe('peek', () => {
  it('answers what check has read, until the session changes', async () => {
    const test = await startSojourn()
    const { sessionToken, session } = await signInWeb(test)
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
    await test.sojourn.check(sessionToken)
    expect(test.sojourn.peek(sessionToken)).toMatchObject({ id: session.id, data: {} })
    await test.sojourn.patch(session.id, { cart: ['tea'] })
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
    await test.sojourn.check(sessionToken)
    expect(test.sojourn.peek(sessionToken)).toMatchObject({ data: { cart: ['tea'] } })
  })

  it('knows nothing of an ended session, at once', async () => {
    const test = await startSojourn()
    const { sessionToken, session } = await signInWeb(test)
    await test.sojourn.check(sessionToken)
    await test.sojourn.end(session.id)
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
    expect(await test.sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/revoked' })
  })

  it('gives a view that no request can change for another', async () => {
    const test = await startSojourn()
    const { sessionToken, session } = await signInWeb(test)
    await test.sojourn.patch(session.id, { cart: ['tea'], nested: { list: [1] } })
    const verdict = await test.sojourn.check(sessionToken)
    if (verdict.status !== 'live') throw new Error(verdict.code)
    const data = verdict.session.data as { cart: string[]; nested: { list: number[] } }
    expect(() => data.cart.push('coffee')).toThrow(TypeError)
    expect(() => data.nested.list.push(2)).toThrow(TypeError)
    expect(() => Object.assign(verdict.session, { userId: 'eve' })).toThrow(TypeError)
  })

  it('stays silent when the lease is over, and check still answers', async () => {
    const test = await startSojourn()
    const { sessionToken } = await signInWeb(test)
    await test.sojourn.check(sessionToken)
    test.clock.advance(999)
    expect(test.sojourn.peek(sessionToken)).toBeDefined()
    test.clock.advance(1)
    expect(test.sojourn.peek(sessionToken)).toBeUndefined()
    expect((await test.sojourn.check(sessionToken)).status).toBe('live')
  })
})

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
    test.clock.advance(14 * 24 * hour)
    expect(await test.sojourn.refresh(refreshToken)).toEqual({ status: 'refused', code: 'session/expired' })
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

describe('secrets', () => {
  it('are drawn with 256 bits, and no two are alike', async () => {
    const drawn: number[] = []
    const { systemRandomBytes } = await import('./random-bytes.ts')
    const test = await startSojourn({
      policy: { sessionsPerUser: 1000 },
      randomBytes: (length) => {
        drawn.push(length)
        return systemRandomBytes(length)
      },
    })
    const seen = new Set<string>()
    const ids = new Set<SessionId>()
    for (let user = 0; user < 2500; user++) {
      const web = await signInWeb(test, `user-${user}`)
      const native = await signInNative(test, `user-${user}`)
      for (const token of [web.sessionToken, native.accessToken, native.refreshToken]) seen.add(token)
      ids.add(web.session.id).add(native.session.id)
    }
    expect(seen.size).toBe(7500)
    expect(ids.size).toBe(5000)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(16)
    expect(drawn.filter((length) => length === 32).length).toBeGreaterThanOrEqual(5000)
  })
})
