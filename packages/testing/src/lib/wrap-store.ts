import type { SessionStore } from 'sojourn'

/**
 * A real store with some calls replaced: to count them, delay them or let them fail.
 *
 * @example
 * const failing = wrapStore(store, { end: () => Promise.reject(new SojournError('store/unavailable', 'cut')) })
 */
export function wrapStore(store: SessionStore, replaced: Partial<SessionStore>): SessionStore {
  return {
    find: (id) => store.find(id),
    insert: (session, guard) => store.insert(session, guard),
    replace: (next, options) => store.replace(next, options),
    end: (id, tombstone) => store.end(id, tombstone),
    endUser: (userId, options) => store.endUser(userId, options),
    touch: (seen) => store.touch(seen),
    listUser: (userId) => store.listUser(userId),
    sweep: (options) => store.sweep(options),
    watch: (listener) => store.watch(listener),
    close: () => store.close(),
    ...replaced,
  }
}
