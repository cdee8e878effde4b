const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** @example timeAgo(now - 7_200_000, now) // '2 hours ago' */
export function timeAgo(at: number, now: number): string {
  const passed = now - at
  for (const { unit, ms } of steps) {
    if (passed >= ms) return words.format(-Math.floor(passed / ms), unit)
  }
  return 'just now'
}
