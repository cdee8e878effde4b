import { startSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { generateKey } from './key-ring.ts'
import { signInNative, signInWeb } from './sign-in.test-support.ts'

const minute = 60_000

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
