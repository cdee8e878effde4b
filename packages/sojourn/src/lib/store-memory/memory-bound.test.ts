import { randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { createSessionId } from '../engine/session-id.ts'
import type { StoredSession } from '../engine/store.ts'
import { createMemoryStore } from './memory-store.ts'

const draft = { reason: 'sign-out', endedAt: 1, keepUntil: 50 } as const

function sample(keepUntil: number): StoredSession {
  const id = createSessionId('ada', randomBytes)
  return { kind: 'live', id, userId: 'ada', version: 1, lastSeenAt: 1, keepUntil, bytes: new Uint8Array(1) }
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

  it('has to be a whole number of 1 or more', () => {
    for (const maxSessions of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(() => createMemoryStore({ maxSessions })).toThrow(/maxSessions/)
    }
  })
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
