/** The source of time, injected so that tests can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. */
  now(): number
  /** Milliseconds since any fixed moment; never goes backwards, may stop while the machine is suspended. */
  monotonic(): number
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

/**
 * A reading of `clock` that never goes backwards, so that nothing which has expired in this process lives again. After
 * a jump back it advances at half the pace of the monotonic clock until the wall clock has caught up: time-outs are
 * neither stopped nor rushed.
 */
export function createSteadyNow(clock: Clock): () => number {
  let latest = clock.now()
  let readAt = clock.monotonic()
  return () => {
    const monotonic = clock.monotonic()
    latest = Math.max(clock.now(), latest + (monotonic - readAt) / 2)
    readAt = monotonic
    return Math.floor(latest)
  }
}
