import { describe, expect, it } from 'vitest'
import { type CachedSession, createNearCache, type NearCache } from './near-cache.ts'
import type { Session } from './session.ts'
import type { SessionId } from './session-id.ts'

function cachedOf(id: SessionId, version = 1): CachedSession {
  return {
    session: { id, lastSeenAt: 0 } as Session, // nothing else of it is looked at
    version,
    freshUntil: 1000,
    sessionEndsAt: 0,
    idleTimeoutMs: 0,
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
    const kept = Array.from({ length: 100 }, (_, index) => cache.get(`text-${index}`)).filter(
      (found) => found,
    )
    expect(kept).toHaveLength(10)
  })

  it('hands over when each session was seen last, once, and before it forgets it', () => {
    const noted: [string, number][] = []
    const cache = createNearCache({
      maxEntries: 100,
      beganAt: 500,
      note: ({ id, lastSeenAt }) => noted.push([id, lastSeenAt]),
    })
    fill(cache, a, 'text a')
    fill(cache, b, 'text b')
    expect(cache.present('text a', 600, 600)?.id).toBe(a)
    expect(cache.present('text a', 700, 700)?.id).toBe(a)
    expect(cache.latestSeen(a)).toBe(700)
    expect(cache.latestSeen(b)).toBe(0)
    cache.collect()
    cache.collect()
    expect(noted).toEqual([[a, 700]])
    cache.present('text b', 800, 800)
    cache.apply({ kind: 'replaced', id: b, version: 2 })
    expect(noted).toEqual([
      [a, 700],
      [b, 800],
    ])
    cache.present('text a', 900, 900)
    cache.clear()
    expect(noted).toEqual([
      [a, 700],
      [b, 800],
      [a, 900],
    ])
  })

  it('presents nothing that is no longer fresh by the later of two times, and does not call it seen', () => {
    const cache = createNearCache({ maxEntries: 100 })
    fill(cache, a, 'text')
    expect(cache.present('text', 500, 1000)).toBeUndefined()
    expect(cache.latestSeen(a)).toBe(0)
    expect(cache.present('text', 500, 991)?.id).toBe(a)
  })
})
