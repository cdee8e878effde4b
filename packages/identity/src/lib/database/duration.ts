import { type Duration, SojournError } from 'sojourn'

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a duration as milliseconds.
 *
 * @param name the option it was given for, named in the error
 * @throws `config/invalid` unless it is a whole number of milliseconds, 1 or more
 */
export function parseDuration(duration: Duration, name: string): number {
  const match = /^(\d{1,15})(ms|s|m|h|d)$/.exec(String(duration))
  const ms = match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : duration // as matched
  if (typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 1) return ms
  throw new SojournError(
    'config/invalid',
    `${name}: ${JSON.stringify(duration)} is no duration; write a whole number with a unit, like '30m' or '12h'`,
  )
}
