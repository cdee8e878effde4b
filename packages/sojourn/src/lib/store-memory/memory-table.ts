import type { SessionId } from '../engine/session-id.ts'
import type { StoredSession, Tombstone } from '../engine/store.ts'

/** The records of a memory store with their index by user. Synchronous, so each of a store's calls is one step. */
export interface MemoryTable {
  readonly size: number
  /** How many of the records are of nobody. */
  readonly anonymous: number
  get(id: SessionId): StoredSession | Tombstone | undefined
  /** Sets a record and keeps the index right: a live session is listed, an ended one is not. */
  put(record: StoredSession | Tombstone): void
  sessionsOf(userId: string): StoredSession[]
  epochOf(userId: string): number
  raiseEpoch(userId: string): void
  /** Forgets up to `limit` records whose `keepUntil` is before `before`; returns how many. */
  forget(options: { readonly before: number; readonly limit: number }): number
  clear(): void
}

export function createMemoryTable(): MemoryTable {
  const records = new Map<SessionId, StoredSession | Tombstone>()
  const idsByUser = new Map<string, Set<SessionId>>()
  const epochs = new Map<string, number>()
  let anonymous = 0
  /** No record's `keepUntil` is before this, so that a full store need not be searched again and again. */
  let earliest = Infinity

  function unlist({ id, userId }: StoredSession | Tombstone): void {
    const ids = userId === null ? undefined : idsByUser.get(userId)
    if (userId !== null && ids?.delete(id) && ids.size === 0) idsByUser.delete(userId)
  }

  function list({ id, userId }: StoredSession): void {
    if (userId === null) return
    const ids = idsByUser.get(userId)
    if (ids) ids.add(id)
    else idsByUser.set(userId, new Set([id]))
  }

  return {
    get size() {
      return records.size
    },
    get anonymous() {
      return anonymous
    },
    get: (id) => records.get(id),
    put(record) {
      if (record.userId === null && !records.has(record.id)) anonymous++
      records.set(record.id, record)
      earliest = Math.min(earliest, record.keepUntil)
      if (record.kind === 'live') list(record)
      else unlist(record)
    },
    sessionsOf(userId) {
      const found = Array.from(idsByUser.get(userId) ?? [], (id) => records.get(id))
      return found.filter((record) => record?.kind === 'live')
    },
    epochOf: (userId) => epochs.get(userId) ?? 0,
    raiseEpoch(userId) {
      epochs.set(userId, (epochs.get(userId) ?? 0) + 1)
    },
    forget({ before, limit }) {
      if (before <= earliest) return 0
      let forgotten = 0
      let earliestKept = Infinity
      for (const record of records.values()) {
        if (record.keepUntil < before && forgotten < limit) {
          records.delete(record.id)
          unlist(record)
          if (record.userId === null) anonymous--
          forgotten++
        } else {
          earliestKept = Math.min(earliestKept, record.keepUntil)
        }
      }
      earliest = earliestKept
      return forgotten
    },
    clear() {
      records.clear()
      anonymous = 0
      idsByUser.clear()
      epochs.clear()
    },
  }
}
