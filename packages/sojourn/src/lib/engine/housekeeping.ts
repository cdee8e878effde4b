import type { SessionStore } from './store.ts'

/** The most that one call of the store removes, so that no call takes long. */
const sweepLimit = 250

export interface HousekeepingOptions {
  readonly store: Pick<SessionStore, 'sweep'>
  readonly everyMs: number
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/** Removes what has expired, now and then. The returned function stops it. */
export function startHousekeeping({ store, everyMs, now, onFailure }: HousekeepingOptions): () => void {
  let stopped = false
  const sweepAll = async (): Promise<void> => {
    try {
      while (!stopped && (await store.sweep({ before: now(), limit: sweepLimit })) >= sweepLimit);
    } catch (error) {
      if (!stopped) onFailure(error)
    }
  }
  const timer = setInterval(sweepAll, everyMs).unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
