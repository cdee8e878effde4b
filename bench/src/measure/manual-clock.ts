import type { Clock } from 'sojourn'

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  advance(ms: number): void
}

export function createManualClock(): ManualClock {
  let passed = 0
  const start = Date.now()
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance(ms) {
      passed += ms
    },
  }
}
