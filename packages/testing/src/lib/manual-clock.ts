import type { Clock } from 'sojourn'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Time passes: both readings move on by `ms`. */
  advance(ms: number): void
  /** The wall clock is set forward, or back when `ms` is negative; no time passes. */
  jump(ms: number): void
}

/**
 * A clock for tests.
 *
 * @param startMs the wall clock's first reading in milliseconds since the epoch; default 2030-01-01T00:00:00Z
 * @example
 * const clock = createManualClock()
 * const sojourn = await createSojourn({ store, keys, clock })
 * clock.advance(30 * 60_000) // half an hour passes
 */
export function createManualClock(startMs: number = Date.UTC(2030, 0, 1)): ManualClock {
  let wall = startMs
  let passed = 0
  return {
    now: () => wall,
    monotonic: () => passed,
    advance(ms) {
      if (!(ms >= 0))
        throw new RangeError(`time does not run backwards: advance(${ms}); jump() sets the wall clock`)
      wall += ms
      passed += ms
    },
    jump(ms) {
      wall += ms
    },
  }
}
