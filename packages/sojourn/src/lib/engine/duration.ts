import { SojournError } from './sojourn-error.ts'

/** A length of time: a whole number with a unit (`'400ms'`, `'30s'`, `'15m'`, `'12h'`, `'14d'`), or milliseconds. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}` | number

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a duration as milliseconds.
 *
 * @param name the option it was given for, named in the error
 * @throws `config/invalid` unless it is a whole, safe number of milliseconds of 0 or more
 */
export function parseDuration(duration: Duration, name: string): number {
  const match = /^(\d{1,15})(ms|s|m|h|d)$/.exec(String(duration))
  const ms = match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : duration
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms) || ms < 0) {
    throw new SojournError(
      'config/invalid',
      `${name}: ${JSON.stringify(duration)} is no duration; write a whole number with a unit, like '30m' or '12h'`,
    )
  }
  return ms
}

/**
 * Reads a duration that a timer waits for: at least a millisecond, and not more than a timer can (24 d).
 *
 * @throws `config/invalid`
 */
export function parseInterval(duration: Duration, name: string): number {
  const ms = parseDuration(duration, name)
  if (ms >= 1 && ms < 2 ** 31) return ms
  throw new SojournError('config/invalid', `${name}: ${JSON.stringify(duration)} is not between 1ms and 24d`)
}
