import { createHash } from 'node:crypto'
import type { RandomBytes } from './random-bytes.ts'

declare const brand: unique symbol

/**
 * The public handle of a session: 24 characters of base64url. The first two are its shard (12 bits), the rest are
 * random (132 bits). A handle names a session and is never a credential.
 */
export type SessionId = string & { readonly [brand]: 'SessionId' }

const idPattern = /^[A-Za-z0-9_-]{24}$/

/**
 * Whether `text` has the shape of a session id. Says nothing about whether such a session exists.
 *
 * @example
 * if (!isSessionId(req.params.id)) return res.sendStatus(404)
 * await sojourn.end(req.params.id, { userId: person.id })
 */
export function isSessionId(text: unknown): text is SessionId {
  return typeof text === 'string' && idPattern.test(text)
}

/**
 * The shard of a user: 12 bits of a digest of the user id, as two characters. All sessions of one user share it, so
 * that a cluster keeps the user's sessions, index and epoch in one slot.
 */
export function shardOfUser(userId: string): string {
  return createHash('sha256').update(userId).digest('base64url').slice(0, 2)
}

/** The shard that a session id carries. */
export function shardOf(id: SessionId): string {
  return id.slice(0, 2)
}

/**
 * Draws the handle of a new session: in its user's shard, or in a random one when it is anonymous. For tests of a store;
 * the engine draws its own.
 *
 * @example
 * const id = createSessionId('user-1', randomBytes)
 */
export function createSessionId(userId: string | null, randomBytes: RandomBytes): SessionId {
  const random = Buffer.from(randomBytes(18)).toString('base64url')
  const text = userId === null ? random : shardOfUser(userId) + random.slice(2)
  return text as SessionId // 18 bytes are 24 characters of base64url: the one place where an id is made
}
