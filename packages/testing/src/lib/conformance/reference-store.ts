import type {
  Change,
  EndUserOptions,
  Found,
  InsertGuard,
  InsertResult,
  ReplaceOptions,
  ReplaceResult,
  Seen,
  SessionId,
  StoredSession,
  TombstoneDraft,
} from 'sojourn'

/** The store contract in its plainest form: what the random sequences are compared with. */
export class ReferenceStore {
  readonly changes: Change[] = []
  readonly #records = new Map<SessionId, NonNullable<Found>>()
  readonly #epochs = new Map<string, number>()

  find(id: SessionId): Found {
    return this.#records.get(id) ?? null
  }

  insert(session: StoredSession, guard: InsertGuard): InsertResult {
    if (this.#records.has(session.id)) return { status: 'exists' }
    if (session.userId !== null) {
      const { epoch, sessions } = this.listUser(session.userId)
      if (epoch !== guard.epoch) return { status: 'stale-epoch', epoch }
      const counted = sessions.filter(({ keepUntil }) => keepUntil > guard.now)
      if (counted.length >= guard.atMost) return { status: 'full', sessions: counted }
    }
    this.#records.set(session.id, session)
    return { status: 'inserted' }
  }

  replace(next: StoredSession, { announce }: ReplaceOptions): ReplaceResult {
    const current = this.find(next.id)
    if (current?.kind !== 'live' || current.version !== next.version - 1)
      return { status: 'conflict', current }
    this.#records.set(next.id, {
      ...next,
      userId: current.userId,
      lastSeenAt: Math.max(current.lastSeenAt, next.lastSeenAt),
      keepUntil: Math.max(current.keepUntil, next.keepUntil),
    })
    if (announce) this.changes.push({ kind: 'replaced', id: next.id, version: next.version })
    return { status: 'replaced' }
  }

  end(id: SessionId, draft: TombstoneDraft): boolean {
    const current = this.find(id)
    if (current?.kind !== 'live') return false
    this.#records.set(id, { ...draft, kind: 'ended', id, userId: current.userId })
    this.changes.push({ kind: 'ended', id, reason: draft.reason })
    return true
  }

  endUser(userId: string, { tombstone, except }: EndUserOptions): SessionId[] {
    const { epoch, sessions } = this.listUser(userId)
    this.#epochs.set(userId, epoch + 1)
    return sessions.map(({ id }) => id).filter((id) => id !== except && this.end(id, tombstone))
  }

  touch(seen: readonly Seen[]): void {
    for (const { id, lastSeenAt, keepUntil } of seen) {
      const current = this.find(id)
      if (current?.kind !== 'live') continue
      this.#records.set(id, {
        ...current,
        lastSeenAt: Math.max(current.lastSeenAt, lastSeenAt),
        keepUntil: Math.max(current.keepUntil, keepUntil),
      })
    }
  }

  listUser(userId: string): { epoch: number; sessions: StoredSession[] } {
    const all = [...this.#records.values()]
    const sessions = all.filter(
      (each): each is StoredSession => each.kind === 'live' && each.userId === userId,
    )
    return { epoch: this.#epochs.get(userId) ?? 0, sessions }
  }

  sweep({ before }: { readonly before: number; readonly limit: number }): number {
    const due = [...this.#records.values()].filter(({ keepUntil }) => keepUntil < before)
    for (const { id } of due) this.#records.delete(id)
    return due.length
  }
}
