import type { SessionId } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { EndReason, StoredSession, Tombstone, TombstoneDraft } from '../engine/store.ts'

/**
 * One session as one string, so that Redis needs no more than one object for it:
 *
 * | bytes | live | ended |
 * |---|---|---|
 * | 1 | `L` | `E` |
 * | 7 | keepUntil | keepUntil |
 * | 7 | lastSeenAt | endedAt |
 * | 7 | version | 0 |
 * | 2 | length of the user id, 65535 for none | the same |
 * | … | the user id in UTF-8 | the same |
 * | rest | the record's bytes | the reason |
 *
 * Numbers are big-endian; 7 bytes hold every whole number that a double holds, which is all that Lua has.
 */
const at = { kind: 0, keepUntil: 1, seen: 8, version: 15, userLength: 22, user: 24 } as const
const live = 'L'.charCodeAt(0)
const ended = 'E'.charCodeAt(0)
const noUser = 65_535

/** The value of a live session, and how long the part before the record's bytes is. */
export function encodeSession(session: StoredSession): {
  readonly value: Buffer
  readonly headLength: number
} {
  const { keepUntil, lastSeenAt, version, userId } = session
  const value = encode(live, [keepUntil, lastSeenAt, version], userId, session.bytes)
  return { value, headLength: value.length - session.bytes.length }
}

/** The part of a tombstone before the user id, which the scripts add, and the reason after it. */
export function encodeTombstone(draft: TombstoneDraft): readonly [head: Buffer, reason: string] {
  const head = encode(ended, [draft.keepUntil, draft.endedAt, 0], null, Buffer.alloc(0))
  return [head.subarray(0, at.userLength), draft.reason]
}

/** @throws `store/damaged` when another kind of value stands there */
export function decodeValue(id: SessionId, value: Buffer): StoredSession | Tombstone {
  if (value.length < at.user) throw damaged(id)
  const length = value.readUInt16BE(at.userLength)
  const end = at.user + (length === noUser ? 0 : length)
  if (value.length < end) throw damaged(id)
  const userId = length === noUser ? null : value.toString('utf8', at.user, end)
  const keepUntil = readWhole(value, at.keepUntil)
  const seen = readWhole(value, at.seen)
  const rest = value.subarray(end)
  if (value[at.kind] === live) {
    return {
      kind: 'live',
      id,
      userId,
      version: readWhole(value, at.version),
      lastSeenAt: seen,
      keepUntil,
      bytes: rest,
    }
  }
  if (value[at.kind] !== ended) throw damaged(id)
  const reason = rest.toString() as EndReason // written by encodeTombstone; a newer process may know more reasons
  return { kind: 'ended', id, userId, reason, endedAt: seen, keepUntil }
}

/**
 * Refuses a user id that UTF-8 cannot tell from another one, or that is too long.
 *
 * @throws `usage/invalid`
 */
export function requireUserId(userId: string): void {
  if (userId.isWellFormed() && Buffer.byteLength(userId) < noUser) return
  throw new SojournError('usage/invalid', 'the user id is not well-formed Unicode of less than 65,535 bytes')
}

function encode(kind: number, numbers: readonly number[], userId: string | null, rest: Uint8Array): Buffer {
  if (userId !== null) requireUserId(userId)
  const length = userId === null ? 0 : Buffer.byteLength(userId)
  const value = Buffer.allocUnsafe(at.user + length + rest.length)
  value[at.kind] = kind
  for (const [n, number] of numbers.entries()) writeWhole(value, number, at.keepUntil + n * 7)
  value.writeUInt16BE(userId === null ? noUser : length, at.userLength)
  if (userId !== null) value.write(userId, at.user)
  value.set(rest, at.user + length)
  return value
}

function writeWhole(value: Buffer, number: number, offset: number): void {
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new SojournError('usage/invalid', 'a time or version is not a whole number of 0 or more')
  }
  value.writeUInt8(Math.floor(number / 2 ** 48), offset)
  value.writeUIntBE(number % 2 ** 48, offset + 1, 6)
}

function readWhole(value: Buffer, offset: number): number {
  return value.readUInt8(offset) * 2 ** 48 + value.readUIntBE(offset + 1, 6)
}

function damaged(id: SessionId): SojournError {
  return new SojournError(
    'store/damaged',
    `session ${id}: Redis holds a value under its key that Sojourn did not write`,
  )
}
