import type { Clock } from './clock.ts'
import { SojournError } from './sojourn-error.ts'
import type { SessionStore, TimedStore } from './store.ts'

/** Clocks of machines that are kept by NTP differ by less, in milliseconds. */
const toleratedMs = 2000

/**
 * Requires that this machine's clock agrees with what the store knows of the time, where it knows anything: by a clock
 * that is behind, what has expired would live again, and by one that is ahead, what lives would be ended.
 *
 * @throws `clock/uncertain` with the difference
 */
export async function requireClock(store: SessionStore, clock: Clock): Promise<void> {
  if (!isTimed(store)) return
  const before = clock.now()
  let bounds: Awaited<ReturnType<TimedStore['timeBounds']>>
  try {
    bounds = await store.timeBounds()
  } catch {
    return // a store that cannot be asked says so itself when it is needed
  }
  const now = clock.now()
  const behindMs = bounds.earliest - now
  const aheadMs = before - bounds.latest
  if (behindMs > toleratedMs) throw uncertain(now, behindMs, 'behind')
  if (aheadMs > toleratedMs) throw uncertain(now, aheadMs, 'ahead of')
}

function isTimed(store: SessionStore): store is TimedStore {
  return 'timeBounds' in store && typeof store.timeBounds === 'function'
}

function uncertain(now: number, differenceMs: number, direction: 'behind' | 'ahead of'): SojournError {
  const seconds = Math.round(differenceMs / 1000)
  return new SojournError(
    'clock/uncertain',
    `this machine's clock says ${new Date(now).toISOString()}, which is ${seconds} s ${direction} the session store: set it. ` +
      'If another machine was wrong, set that one, and end the sessions that it began; { checkClock: false } starts nevertheless',
  )
}
