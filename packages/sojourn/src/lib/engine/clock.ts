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

/** The time of one process. The readings of the clocks may be given by who has them already. */
export interface SteadyClock {
  /** Milliseconds since the epoch; never goes backwards, and does not follow a jump ahead that is doubted. */
  now(wall?: number, monotonic?: number): number
  /** What the wall clock says after a jump ahead that is doubted; null when nothing is. */
  doubted(): number | null
}

/** The wall clock is doubted when it has got ahead of the monotonic one by more than this, in milliseconds. */
const jumpMs = 2000
/** So far, in milliseconds, the two clocks' difference may seem to fall because they are not read at one instant. */
const readingApartMs = 10
/** A jump ahead that has stood for so long, in milliseconds, is believed: the clock was set, or the machine slept. */
const believedAfterMs = 60_000

/**
 * Makes a process's time from clocks that may jump, so that a wrong clock neither revives what has expired nor ends what
 * has not. Whatever passed until a jump back shows counts in full. From then on it advances at half the pace of the
 * monotonic clock until the wall clock has caught up: time-outs are neither stopped nor rushed. A jump ahead is doubted
 * for a minute.
 */
export function createSteadyClock(clock: Clock): SteadyClock {
  let latest = clock.now()
  let readAt = clock.monotonic()
  let lead = latest - readAt
  let isAhead = false
  let doubtedSince: number | null = null

  function now(wall = clock.now(), monotonic = clock.monotonic()): number {
    const passed = monotonic - readAt
    const fallenBack = lead - (wall - monotonic)
    readAt = monotonic
    if (fallenBack >= -jumpMs) {
      doubtedSince = null
    } else {
      doubtedSince ??= monotonic
      if (monotonic < doubtedSince + believedAfterMs) {
        latest += passed
        return Math.floor(latest)
      }
      doubtedSince = null
    }
    lead = wall - monotonic
    latest = Math.max(wall, latest + (isAhead && fallenBack <= readingApartMs ? passed / 2 : passed))
    isAhead = latest > wall
    return Math.floor(latest)
  }
  return {
    now,
    doubted() {
      const wall = clock.now()
      now(wall)
      return doubtedSince === null ? null : wall
    },
  }
}
