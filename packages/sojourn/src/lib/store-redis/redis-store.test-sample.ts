import { randomBytes } from 'node:crypto'
import { createSessionId } from '../engine/session-id.ts'
import type { StoredSession } from '../engine/store.ts'

export const day = 86_400_000
export const now: number = Date.now()
export const guard = { epoch: 0, atMost: 100, now } as const
export const tombstone = { reason: 'revoked', endedAt: now, keepUntil: now + 2 * day } as const

/** A session whose record has `size` bytes. */
export function sampleSession(userId: string | null, size = 380): StoredSession {
  return {
    kind: 'live',
    id: createSessionId(userId, randomBytes),
    userId,
    version: 1,
    lastSeenAt: now,
    keepUntil: now + day,
    bytes: Buffer.concat([Buffer.from([1]), randomBytes(size - 1)]),
  }
}
