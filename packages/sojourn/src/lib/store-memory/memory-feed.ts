import type { Change, Feed, FeedListener } from '../engine/store.ts'

/** Tells changes to every watcher at once, before the call that made the change resolves. */
export interface MemoryFeed {
  tell(change: Change): void
  watch(listener: FeedListener): Feed
  close(): void
}

export function createMemoryFeed(): MemoryFeed {
  const watchers = new Set<{ readonly listener: FeedListener }>()
  return {
    tell(change) {
      for (const { listener } of watchers) {
        try {
          listener.change(change)
        } catch (error) {
          // The change has been made: a watcher's fault must not make its writer, or the other watchers, doubt it.
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
    watch(listener) {
      const watcher = { listener }
      watchers.add(watcher)
      return {
        reach: 'every-process', // there is one process only
        barrier: async () => {},
        close: async () => {
          watchers.delete(watcher)
        },
      }
    },
    close() {
      watchers.clear()
    },
  }
}
