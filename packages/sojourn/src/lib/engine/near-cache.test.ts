import { describe, expect, it } from 'vitest'
import { type CachedSession, createNearCache, type NearCache } from './near-cache.ts'
import type { Session } from './session.ts'
import type { SessionId } from './session-id.ts'

function cachedOf(id: SessionId, version = 1): CachedSession {
  return {
    session: { id } as Session, // nothing else of it is looked at
    version,
    freshUntilMs: 0,
    sessionEndsAt: 0,
    idleTimeoutMs: 0,
    seenAfterMs: 0,
    waiting: false,
  }
}

function fill(cache: NearCache, id: SessionId, digest: string): void {
  const open = cache.beginFill(id)
  open.complete(digest, cachedOf(id))
  open.release()
}

const [a, b] = ['a', 'b'].map((letter) => letter.repeat(24) as SessionId) as [SessionId, SessionId]

describe('createNearCache', () => {
  it('keeps 8 texts of one session, the latest, so that one person cannot fill it', () => {
    const cache = createNearCache({ maxEntries: 100 })
    fill(cache, b, 'other')
    for (let text = 0; text < 50; text++) fill(cache, a, `text-${text}`)
    expect(cache.size).toBe(9)
    expect(cache.get('text-41')).toBeUndefined()
    expect(cache.get('text-42')?.session.id).toBe(a)
    expect(cache.get('other')?.session.id).toBe(b)
    cache.apply({ kind: 'ended', id: a, reason: 'sign-out' })
    expect(cache.size).toBe(1)
  })

  it('stays within its bound', () => {
    const cache = createNearCache({ maxEntries: 10 })
    for (let index = 0; index < 100; index++)
      fill(cache, `${index}`.padStart(24, 'x') as SessionId, `text-${index}`)
    expect(cache.size).toBe(10)
    expect(cache.get('text-99')).toBeDefined()
    expect(cache.get('text-89')).toBeUndefined()
  })
})
