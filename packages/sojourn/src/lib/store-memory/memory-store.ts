import type { SessionId } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type {
  EndUserOptions,
  Feed,
  FeedListener,
  Found,
  InsertGuard,
  InsertResult,
  ReplaceOptions,
  ReplaceResult,
  Seen,
  SessionStore,
  StoredSession,
  TombstoneDraft,
  UserSessions,
} from '../engine/store.ts'
import { createMemoryFeed } from './memory-feed.ts'
import { createMemoryTable } from './memory-table.ts'
import { warnInProduction } from './warn-in-production.ts'

export interface MemoryStoreOptions {
  /** The most sessions and tombstones that are kept at once. Default 100,000. */
  readonly maxSessions?: number
}

/**
 * Keeps sessions in this process: for development, tests and programs of one process that may forget at a restart.
 *
 * Bounded. At the bound a new session is refused with `store/full`; a live one is never given up for it. Anonymous
 * sessions have half of it, so that whoever begins many of them keeps nobody from signing in. The epochs of users who
 * were ended are kept for as long as the process runs.
 *
 * @throws `config/invalid` when `maxSessions` is no whole number of 1 or more
 * @example
 * const sojourn = await createSojourn({ store: createMemoryStore(), keys })
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): SessionStore {
  const maxSessions = options.maxSessions ?? 100_000
  if (!Number.isSafeInteger(maxSessions) || maxSessions < 1) {
    throw new SojournError('config/invalid', `maxSessions: ${maxSessions} is not a whole number of 1 or more`)
  }
  warnInProduction()
  return new MemoryStore(maxSessions)
}

class MemoryStore implements SessionStore {
  readonly #table = createMemoryTable()
  readonly #feed = createMemoryFeed()
  readonly #maxSessions: number
  #closed = false

  constructor(maxSessions: number) {
    this.#maxSessions = maxSessions
  }

  async find(id: SessionId): Promise<Found> {
    this.#requireOpen()
    return copyOf(this.#table.get(id))
  }

  async insert(session: StoredSession, guard: InsertGuard): Promise<InsertResult> {
    this.#requireOpen()
    if (this.#table.get(session.id)) return { status: 'exists' }
    if (session.userId !== null) {
      const epoch = this.#table.epochOf(session.userId)
      if (epoch !== guard.epoch) return { status: 'stale-epoch', epoch }
      const counted = this.#table.sessionsOf(session.userId).filter(({ keepUntil }) => keepUntil > guard.now)
      if (counted.length >= guard.atMost)
        return { status: 'full', sessions: counted.map((session) => copyOf(session)) }
    }
    this.#requireRoom(session, guard.now)
    this.#table.put(copyOf(session))
    return { status: 'inserted' }
  }

  async replace(next: StoredSession, options: ReplaceOptions): Promise<ReplaceResult> {
    this.#requireOpen()
    const current = this.#table.get(next.id)
    if (current?.kind !== 'live' || current.version !== next.version - 1) {
      return { status: 'conflict', current: copyOf(current) }
    }
    this.#table.put({ ...raised(current, next), version: next.version, bytes: new Uint8Array(next.bytes) })
    if (options.announce) this.#feed.tell({ kind: 'replaced', id: next.id, version: next.version })
    return { status: 'replaced' }
  }

  async end(id: SessionId, tombstone: TombstoneDraft): Promise<boolean> {
    this.#requireOpen()
    return this.#end(id, tombstone)
  }

  async endUser(userId: string, options: EndUserOptions): Promise<readonly SessionId[]> {
    this.#requireOpen()
    this.#table.raiseEpoch(userId)
    const ids = this.#table.sessionsOf(userId).map(({ id }) => id)
    return ids.filter((id) => id !== options.except && this.#end(id, options.tombstone))
  }

  async touch(seen: readonly Seen[]): Promise<void> {
    this.#requireOpen()
    for (const sighting of seen) {
      const current = this.#table.get(sighting.id)
      if (current?.kind === 'live') this.#table.put(raised(current, sighting))
    }
  }

  async listUser(userId: string): Promise<UserSessions> {
    this.#requireOpen()
    return {
      epoch: this.#table.epochOf(userId),
      sessions: this.#table.sessionsOf(userId).map((session) => copyOf(session)),
    }
  }

  async sweep(options: { readonly before: number; readonly limit: number }): Promise<number> {
    this.#requireOpen()
    return this.#table.forget(options)
  }

  watch(listener: FeedListener): Feed {
    this.#requireOpen()
    return this.#feed.watch(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#feed.close()
    this.#table.clear()
  }

  #end(id: SessionId, { reason, endedAt, keepUntil }: TombstoneDraft): boolean {
    const current = this.#table.get(id)
    if (current?.kind !== 'live') return false
    this.#table.put({ kind: 'ended', id, userId: current.userId, reason, endedAt, keepUntil })
    this.#feed.tell({ kind: 'ended', id, reason })
    return true
  }

  #requireRoom({ userId }: StoredSession, now: number): void {
    const atMost = userId === null ? Math.floor(this.#maxSessions / 2) : this.#maxSessions
    const isFull = (): boolean =>
      this.#table.size >= this.#maxSessions || (userId === null && this.#table.anonymous >= atMost)
    if (!isFull()) return
    this.#table.forget({ before: now, limit: this.#maxSessions })
    if (!isFull()) return
    const whose = userId === null ? 'anonymous sessions' : 'sessions'
    throw new SojournError(
      'store/full',
      `the memory store holds at most ${atMost} ${whose}; raise maxSessions or use a store on disk`,
    )
  }

  #requireOpen(): void {
    if (this.#closed) throw new SojournError('usage/closed', 'the memory store was closed')
  }
}

/** `current` with the greater times of the two. */
function raised(current: StoredSession, { lastSeenAt, keepUntil }: Seen): StoredSession {
  return {
    ...current,
    lastSeenAt: Math.max(current.lastSeenAt, lastSeenAt),
    keepUntil: Math.max(current.keepUntil, keepUntil),
  }
}

/** A copy whose bytes nobody else holds; `slice` would not do, because a Buffer's shares its memory. */
function copyOf(found: StoredSession): StoredSession
function copyOf(found: Found | undefined): Found
function copyOf(found: Found | undefined): Found {
  return found?.kind === 'live' ? { ...found, bytes: new Uint8Array(found.bytes) } : (found ?? null)
}
