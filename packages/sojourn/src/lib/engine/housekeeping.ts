import type { SessionStore } from './store.ts'

/** The most that one call of the store removes, so that no call takes long. */
const sweepLimit = 250

export interface HousekeepingOptions {
  readonly store: Pick<SessionStore, 'sweep'>
  readonly everyMs: number
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/**
 * Removes what has expired: once the caller's work of this moment is done, and then now and then. The returned function
 * stops it, and resolves when nothing of it is under way any more.
 */
export function startHousekeeping({
  store,
  everyMs,
  now,
  onFailure,
}: HousekeepingOptions): () => Promise<void> {
  let stopped = false
  let underWay: Promise<void> | null = null
  const sweepAll = async (): Promise<void> => {
    try {
      while (!stopped && (await store.sweep({ before: now(), limit: sweepLimit })) >= sweepLimit);
    } catch (error) {
      if (!stopped) onFailure(error)
    }
  }
  const sweep = (): void => {
    underWay ??= sweepAll().finally(() => {
      underWay = null
    })
  }
  setImmediate(sweep).unref()
  const timer = setInterval(sweep, everyMs).unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await underWay
  }
}
