import type { SQLOutputValue } from 'node:sqlite'
import { isSessionId, type SessionId } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { Change, EndReason, Found, StoredSession, Tombstone } from '../engine/store.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** The columns that `toFound` and `toSession` read. */
export const sessionColumns = 'id, user_id, version, last_seen_at, keep_until, ended_reason, ended_at, bytes'

export function toFound(row: Row | undefined): Found {
  if (!row) return null
  return row.ended_reason === null ? toSession(row) : toTombstone(row)
}

export function toSession(row: Row): StoredSession {
  const bytes = row.bytes
  if (!(bytes instanceof Uint8Array)) throw unreadable()
  return {
    kind: 'live',
    id: idOf(row),
    userId: textOrNull(row.user_id),
    version: Number(row.version),
    lastSeenAt: Number(row.last_seen_at),
    keepUntil: Number(row.keep_until),
    bytes,
  }
}

function toTombstone(row: Row): Tombstone {
  return {
    kind: 'ended',
    id: idOf(row),
    userId: textOrNull(row.user_id),
    reason: reasonOf(row.ended_reason),
    endedAt: Number(row.ended_at),
    keepUntil: Number(row.keep_until),
  }
}

export function toChange(row: Row): Change {
  const id = idOf(row)
  return row.reason === null
    ? { kind: 'replaced', id, version: Number(row.version) }
    : { kind: 'ended', id, reason: reasonOf(row.reason) }
}

export function idOf(row: Row): SessionId {
  const id = row.id
  if (!isSessionId(id)) throw unreadable()
  return id
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

function reasonOf(value: SQLOutputValue | undefined): EndReason {
  return String(value) as EndReason // only reasons are written, and a newer version's is passed on as it is
}

function unreadable(): SojournError {
  return new SojournError('store/damaged', 'a row of the session database is not as it was written')
}
