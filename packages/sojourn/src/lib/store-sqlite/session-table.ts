import type { SessionId } from '../engine/session-id.ts'
import type {
  EndUserOptions,
  Found,
  InsertGuard,
  InsertResult,
  ReplaceOptions,
  ReplaceResult,
  Seen,
  StoredSession,
  TombstoneDraft,
  UserSessions,
} from '../engine/store.ts'
import { idOf, toFound, toSession } from './session-row.ts'
import type { Statements } from './statements.ts'

/** The contract's steps as statements. Each write is a part of a transaction that its caller began. */
export interface SessionTable {
  find(id: SessionId): Found
  listUser(userId: string): UserSessions
  insert(session: StoredSession, guard: InsertGuard): InsertResult
  replace(next: StoredSession, options: ReplaceOptions): ReplaceResult
  end(id: SessionId, tombstone: TombstoneDraft): boolean
  endUser(userId: string, options: EndUserOptions): readonly SessionId[]
  touch(seen: readonly Seen[]): void
  sweep(options: { readonly before: number; readonly limit: number }): number
}

/** Changes are trimmed when their number is a multiple of this, not each time. */
const trimEvery = 512

/** @param changesKept how many changes stay for processes that have yet to read them */
export function createSessionTable(statements: Statements, changesKept: number): SessionTable {
  const epochOf = (userId: string): number => Number(statements.epoch.get(userId)?.epoch ?? 0)

  function announce(id: SessionId, version: number | null, reason: string | null): void {
    const seq = Number(statements.announce.run(id, version, reason).lastInsertRowid)
    if (seq % trimEvery === 0) statements.trimChanges.run(seq - changesKept)
  }

  function refusalOf(userId: string, guard: InsertGuard): InsertResult | null {
    const epoch = epochOf(userId)
    if (epoch !== guard.epoch) return { status: 'stale-epoch', epoch }
    if (Number(statements.count.get(userId)?.n) < guard.atMost) return null
    const counted = statements.listCounted.all(userId, guard.now)
    return counted.length < guard.atMost ? null : { status: 'full', sessions: counted.map(toSession) }
  }

  const table: SessionTable = {
    find: (id) => toFound(statements.find.get(id)),
    listUser: (userId) => ({ epoch: epochOf(userId), sessions: statements.list.all(userId).map(toSession) }),
    insert(session, guard) {
      const { id, userId, version, lastSeenAt, keepUntil, bytes } = session
      if (userId !== null) {
        const refusal = refusalOf(userId, guard)
        if (refusal) return statements.find.get(id) ? { status: 'exists' } : refusal
      }
      const { changes } = statements.insert.run(id, userId, version, lastSeenAt, keepUntil, bytes)
      return { status: changes === 1 ? 'inserted' : 'exists' }
    },
    replace({ id, version, lastSeenAt, keepUntil, bytes }, options) {
      const { changes } = statements.replace.run(version, lastSeenAt, keepUntil, bytes, id)
      if (changes !== 1) return { status: 'conflict', current: table.find(id) }
      if (options.announce) announce(id, version, null)
      return { status: 'replaced' }
    },
    end(id, { reason, endedAt, keepUntil }) {
      if (statements.end.run(reason, endedAt, keepUntil, id).changes !== 1) return false
      announce(id, null, reason)
      return true
    },
    endUser(userId, { tombstone, except }) {
      const { reason, endedAt, keepUntil } = tombstone
      statements.raiseEpoch.run(userId)
      const ids = statements.endUser.all(reason, endedAt, keepUntil, userId, except ?? null).map(idOf)
      for (const id of ids) announce(id, null, reason)
      return ids
    },
    touch(seen) {
      for (const { id, lastSeenAt, keepUntil } of seen) statements.touch.run(lastSeenAt, keepUntil, id)
    },
    sweep: ({ before, limit }) => Number(statements.sweep.run(before, limit).changes),
  }
  return table
}
