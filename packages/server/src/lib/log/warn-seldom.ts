import type { Log, LogFields } from './log.ts'

/** A warning that anybody can cause is written once in this time, so that nobody fills the log with it. */
const everyMs = 10 * 60_000

/**
 * A warning that is written the first time in a while, with how many were not written since the one before.
 *
 * @param now the wall clock, in milliseconds since the epoch
 */
export function createSeldomWarning(
  log: Log,
  now: () => number,
  message: string,
): (fields: LogFields) => void {
  let lastAt = Number.NEGATIVE_INFINITY
  let untold = 0
  return (fields) => {
    const at = now()
    if (Math.abs(at - lastAt) < everyMs) {
      untold += 1
      return
    }
    log.warn({ ...fields, untold }, message)
    lastAt = at
    untold = 0
  }
}
