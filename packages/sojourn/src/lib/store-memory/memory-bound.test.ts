import { randomBytes } from 'node:crypto'
import { startSojourn } from '@sojourn/testing'
import { describe, expect, it, vi } from 'vitest'
import { createSessionId } from '../engine/session-id.ts'
import type { StoredSession } from '../engine/store.ts'
import { createMemoryStore } from './memory-store.ts'

const draft = { reason: 'sign-out', endedAt: 1, keepUntil: 50 } as const

function sample(keepUntil: number, userId: string | null = 'ada'): StoredSession {
  const id = createSessionId(userId, randomBytes)
  return { kind: 'live', id, userId, version: 1, lastSeenAt: 1, keepUntil, bytes: new Uint8Array(1) }
}

describe('the bound of a memory store', () => {
  const guard = { epoch: 0, atMost: 100, now: 10 }

  it('refuses a new session rather than giving up a live one', async () => {
    const store = createMemoryStore({ maxSessions: 2 })
    const kept = [sample(100), sample(100)]
    for (const session of kept) await store.insert(session, guard)
    await expect(store.insert(sample(100), guard)).rejects.toMatchObject({ code: 'store/full' })
    expect((await store.listUser('ada')).sessions).toHaveLength(2)
  })

  it('makes room by forgetting what need not be kept any longer, tombstones too', async () => {
    const store = createMemoryStore({ maxSessions: 2 })
    const [ended, past] = [sample(100), sample(20)]
    for (const session of [ended, past]) await store.insert(session, guard)
    await store.end(ended.id, draft)
    await expect(store.insert(sample(100), guard)).rejects.toMatchObject({ code: 'store/full' })
    expect(await store.insert(sample(100), { ...guard, now: 21 })).toEqual({ status: 'inserted' })
    expect(await store.find(past.id)).toBeNull()
    await expect(store.insert(sample(100), { ...guard, now: 50 })).rejects.toMatchObject({
      code: 'store/full',
    })
    expect(await store.insert(sample(100), { ...guard, now: 51 })).toEqual({ status: 'inserted' })
    expect(await store.find(ended.id)).toBeNull()
  })

  it('lets anonymous sessions, and what is left of them, have half of it and no more', async () => {
    const store = createMemoryStore({ maxSessions: 8 })
    const anonymous = Array.from({ length: 4 }, () => sample(100, null))
    for (const session of anonymous) await store.insert(session, guard)
    for (const { id } of anonymous) await store.end(id, { ...draft, keepUntil: 100 })
    for (let n = 0; n < 4; n++) {
      await expect(store.insert(sample(100, null), guard)).rejects.toMatchObject({ code: 'store/full' })
      expect(await store.insert(sample(100), guard)).toEqual({ status: 'inserted' })
    }
    await expect(store.insert(sample(100), guard)).rejects.toMatchObject({ code: 'store/full' })
    expect((await store.listUser('ada')).sessions).toHaveLength(4)
  })

  it('lets anonymous sessions begin again when others have expired', async () => {
    const store = createMemoryStore({ maxSessions: 4 })
    for (const keepUntil of [20, 100]) await store.insert(sample(keepUntil, null), guard)
    await expect(store.insert(sample(100, null), guard)).rejects.toThrow(/at most 2 anonymous sessions/)
    expect(await store.insert(sample(100, null), { ...guard, now: 21 })).toEqual({ status: 'inserted' })
    await expect(store.insert(sample(100, null), { ...guard, now: 21 })).rejects.toThrow(/anonymous/)
    expect(await store.sweep({ before: 200, limit: 10 })).toBe(2)
    for (let n = 0; n < 2; n++) {
      expect(await store.insert(sample(300, null), guard)).toEqual({ status: 'inserted' })
    }
  })

  it('has to be a whole number of 1 or more', () => {
    for (const maxSessions of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(() => createMemoryStore({ maxSessions })).toThrow(/maxSessions/)
    }
  })
})

it('lets people sign in while robots begin sessions', async () => {
  const { sojourn } = await startSojourn({ store: createMemoryStore({ maxSessions: 40 }) })
  const robots = Array.from({ length: 100 }, () => sojourn.begin({ data: { cart: 1 } }))
  const people = Array.from({ length: 20 }, (_, n) => sojourn.signIn(`user-${n}`, { methods: ['pwd'] }))
  const began = await Promise.allSettled(robots)
  expect(began.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  expect(await Promise.all(people)).toHaveLength(20)
})

it('says once, in production only, what it costs', () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  vi.stubEnv('NODE_ENV', 'development')
  createMemoryStore()
  expect(emitWarning).not.toHaveBeenCalled()
  vi.stubEnv('NODE_ENV', 'production')
  createMemoryStore()
  createMemoryStore()
  expect(emitWarning).toHaveBeenCalledOnce()
  vi.unstubAllEnvs()
  emitWarning.mockRestore()
})
