import type { SessionId } from './session-id.ts'

/** A live session as a store keeps it: opaque bytes and the columns that a store needs. */
export interface StoredSession {
  readonly kind: 'live'
  readonly id: SessionId
  /** A well-formed text of 1 to 255 bytes without NUL: the engine sees to it. */
  readonly userId: string | null
  /** 1 at insert, raised by one with each replace. */
  readonly version: number
  /** Milliseconds since the epoch. Authoritative here, not in `bytes`: `touch` raises it. */
  readonly lastSeenAt: number
  /** When `sweep` may forget it. Never decides whether the session lives. */
  readonly keepUntil: number
  /** A version byte, then the record. */
  readonly bytes: Uint8Array
}

/** Why a session ended. */
export type EndReason =
  | 'sign-out'
  | 'sign-in'
  | 'revoked'
  | 'revoked-all'
  | 'expired'
  | 'idle'
  | 'limit'
  | 'theft'
  | 'password-changed'
  | 'disabled'

/** What an ended session leaves behind for as long as its credentials could live. */
export interface Tombstone {
  readonly kind: 'ended'
  readonly id: SessionId
  readonly userId: string | null
  readonly reason: EndReason
  readonly endedAt: number
  readonly keepUntil: number
}

/** A tombstone before the store knows for which session. */
export type TombstoneDraft = Pick<Tombstone, 'reason' | 'endedAt' | 'keepUntil'>

export type Found = StoredSession | Tombstone | null

export interface InsertGuard {
  /** The user's epoch as it was read before authentication; not looked at for an anonymous session. */
  readonly epoch: number
  /** The most live sessions the user may have, this one included; not looked at for an anonymous session. */
  readonly atMost: number
  /** Sessions with `keepUntil` at or before this time do not count. */
  readonly now: number
}

export type InsertResult =
  | { readonly status: 'inserted' }
  | { readonly status: 'exists' }
  | { readonly status: 'stale-epoch'; readonly epoch: number }
  | { readonly status: 'full'; readonly sessions: readonly StoredSession[] }

export type ReplaceResult =
  | { readonly status: 'replaced' }
  | { readonly status: 'conflict'; readonly current: Found }

export interface ReplaceOptions {
  /** Whether the feed tells it: false for a change that no reader of a cached session could notice. */
  readonly announce: boolean
  /** Whether it leads to the session's end: a store that keeps room for ends lets it have some. */
  readonly ending?: boolean
}

export interface EndUserOptions {
  readonly tombstone: TombstoneDraft
  /** The one session that stays alive. */
  readonly except?: SessionId
}

export interface Seen {
  readonly id: SessionId
  readonly lastSeenAt: number
  readonly keepUntil: number
}

export interface UserSessions {
  /** 0 for a user who was never ended. */
  readonly epoch: number
  readonly sessions: readonly StoredSession[]
}

/** One change, as the feed tells it. */
export type Change =
  | { readonly kind: 'replaced'; readonly id: SessionId; readonly version: number }
  | { readonly kind: 'ended'; readonly id: SessionId; readonly reason: EndReason }

export interface FeedListener {
  /** Called for each announced change, in the order in which one session's changes were made. */
  change(change: Change): void
  /** Called when changes may have been missed: whatever was learnt before is no longer certain. */
  gap(): void
}

export interface Feed {
  /**
   * Whose changes arrive: those of every process on this store, or only those made through this store object. A
   * near-cache beside other processes needs `'every-process'`.
   */
  readonly reach: 'every-process' | 'this-process'
  /** Resolves when every change acknowledged before this call has been delivered. Rejects when that is not known. */
  barrier(): Promise<void>
  close(): Promise<void>
}

/**
 * Where records are kept. Each call is one atomic step; none knows a clock or a policy.
 *
 * A call whose effect is unknown rejects with `SojournError` `store/unavailable` (or a more exact `store/…` code). There
 * is no upsert: a session that has ended never comes back.
 */
export interface SessionStore {
  /** The session, its tombstone, or null when neither is known. Reads what was last acknowledged, not a replica. */
  find(id: SessionId): Promise<Found>
  /**
   * Adds a session and lists it in its user's index, in one step. Never overwrites: `exists` when the id is taken, by
   * a tombstone too. `stale-epoch` when the user's epoch is not the guard's, `full` when the user has `atMost` live
   * sessions already, with all of them.
   */
  insert(session: StoredSession, guard: InsertGuard): Promise<InsertResult>
  /**
   * Puts `next` in place of version `next.version - 1`, and nothing else. The greater `lastSeenAt` and `keepUntil` stay.
   * The user id never changes. On conflict the answer holds what stands there now.
   */
  replace(next: StoredSession, options: ReplaceOptions): Promise<ReplaceResult>
  /**
   * Ends a session: it leaves the index, its tombstone stands in its place, and the feed tells. True when it was
   * alive; false when it had ended already or was never known, and then nothing changes.
   */
  end(id: SessionId, tombstone: TombstoneDraft): Promise<boolean>
  /** Raises the user's epoch and ends all sessions but `except`, in one step. The ids that ended. */
  endUser(userId: string, options: EndUserOptions): Promise<readonly SessionId[]>
  /** Raises `lastSeenAt` and `keepUntil`, never lowers them. Never creates or revives, never changes a version. */
  touch(seen: readonly Seen[]): Promise<void>
  /** The user's epoch and live sessions, in no particular order. */
  listUser(userId: string): Promise<UserSessions>
  /** Forgets up to `limit` sessions and tombstones whose `keepUntil` is before `before`. How many it forgot. */
  sweep(options: { readonly before: number; readonly limit: number }): Promise<number>
  /**
   * Tells announced changes to `listener`. What was changed through this store object is told before the call that
   * changed it resolves, so that a session which this process ended is dead here at once.
   */
  watch(listener: FeedListener): Feed
  /** Lets go of what the store opened itself. Waits for calls that are under way; later calls reject. */
  close(): Promise<void>
}

/** Between which times the present lies, in milliseconds since the epoch, by what a store knows. */
export interface TimeBounds {
  readonly earliest: number
  readonly latest: number
}

/** An optional power of a store: it knows something of the time, by a clock of its own or by what it was given. */
export interface TimedStore extends SessionStore {
  /** Knows something of the time; nothing is decided by it but whether this process may start. */
  timeBounds(): Promise<TimeBounds>
}
