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

/** Milliseconds since the epoch. The readings of the clock may be given by who has them already. */
export type SteadyNow = (wall?: number, monotonic?: number) => number

/**
 * A reading of `clock` that never goes backwards, so that nothing which has expired in this process lives again. After
 * a jump back it advances at half the pace of the monotonic clock until the wall clock has caught up: time-outs are
 * neither stopped nor rushed.
 */
export function createSteadyNow(clock: Clock): SteadyNow {
  let latest = clock.now()
  let readAt = clock.monotonic()
  return (wall = clock.now(), monotonic = clock.monotonic()) => {
    latest = Math.max(wall, latest + (monotonic - readAt) / 2)
    readAt = monotonic
    return Math.floor(latest)
  }
}
