import type { Change, Feed, FeedListener } from '../engine/store.ts'

/** Tells the changes that were made through one store object, before the call that made them resolves. */
export interface LocalFeed {
  tell(change: Change): void
  /** A change may have been made whose effect is not known. */
  gap(): void
  watch(listener: FeedListener): Feed
  close(): void
}

export function createLocalFeed(): LocalFeed {
  const watchers = new Set<{ readonly listener: FeedListener }>()

  function each(call: (listener: FeedListener) => void): void {
    for (const { listener } of watchers) {
      try {
        call(listener)
      } catch (error) {
        // The change has been made: a watcher's fault must not make its writer, or the other watchers, doubt it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  return {
    tell: (change) => each((listener) => listener.change(change)),
    gap: () => each((listener) => listener.gap()),
    watch(listener) {
      const watcher = { listener }
      watchers.add(watcher)
      return {
        reach: 'this-process',
        barrier: async () => {},
        close: async () => {
          watchers.delete(watcher)
        },
      }
    },
    close: () => watchers.clear(),
  }
}
