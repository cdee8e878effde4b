import type { SessionStore, StoredSession } from 'sojourn'

/**
 * A store that hands each session out once and forgets it, so that a million sessions can be cached without lying in
 * the same heap a second time. It is no store beyond that: only for measuring the near-cache.
 */
export function createPassingStore(): SessionStore {
  const passing = new Map<string, StoredSession>()
  return {
    async find(id) {
      const found = passing.get(id)
      passing.delete(id)
      return found ?? null
    },
    async insert(session) {
      passing.set(session.id, session)
      return { status: 'inserted' }
    },
    replace: async () => ({ status: 'conflict', current: null }),
    end: async () => false,
    endUser: async () => [],
    touch: async () => {},
    listUser: async () => ({ epoch: 0, sessions: [] }),
    sweep: async () => 0,
    watch: () => ({ reach: 'every-process', barrier: async () => {}, close: async () => {} }),
    close: async () => {},
  }
}
