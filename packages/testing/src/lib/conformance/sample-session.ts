import { randomBytes, randomUUID } from 'node:crypto'
import { createSessionId, type Found, type SessionId, type StoredSession, type TombstoneDraft } from 'sojourn'

/** The time at which every conformance test plays: a real one, so that a store may set an expiry of its own by it. */
export const now: number = Date.now()
export const minute = 60_000
export const day = 86_400_000

/** A user whom no other test knows. */
export function newUser(): string {
  return `user-${randomUUID()}`
}

/** The handle of a session of `userId` that no store knows yet. */
export function newSessionId(userId: string | null): SessionId {
  return createSessionId(userId, randomBytes)
}

/** A live session in its first version, kept for a day. */
export function sampleSession(
  userId: string | null,
  fields: Partial<Omit<StoredSession, 'kind' | 'userId'>> = {},
): StoredSession {
  return {
    kind: 'live',
    id: newSessionId(userId),
    userId,
    version: 1,
    lastSeenAt: now,
    keepUntil: now + day,
    bytes: bytesOf('first'),
    ...fields,
  }
}

/** The next version of `session` with other bytes. */
export function nextVersion(
  session: StoredSession,
  content: string,
  fields: Partial<StoredSession> = {},
): StoredSession {
  return { ...session, version: session.version + 1, bytes: bytesOf(content), ...fields }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(`\u0001${text}`)
}

export function contentOf(found: Found): string | null {
  return found?.kind === 'live' ? new TextDecoder().decode(found.bytes.subarray(1)) : null
}

/** A tombstone's draft: a sign-out now, remembered for two days. */
export function sampleDraft(fields: Partial<TombstoneDraft> = {}): TombstoneDraft {
  return { reason: 'sign-out', endedAt: now, keepUntil: now + 2 * day, ...fields }
}

/** `found` in a form that compares by content: a store may answer with any kind of byte array. */
export function plain<Value extends Found>(found: Value): unknown {
  return found?.kind === 'live' ? { ...found, bytes: Buffer.from(found.bytes).toString('base64') } : found
}

/** Sessions by id, in a form that compares by content. */
export function plainList(sessions: readonly StoredSession[]): unknown[] {
  return [...sessions].sort((a, b) => (a.id < b.id ? -1 : 1)).map(plain)
}

/** A guard which lets a user without history begin any number of sessions. */
export const open = { epoch: 0, atMost: 1000, now } as const
