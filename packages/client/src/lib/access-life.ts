import type { VaultEntry } from './vault.ts'

const leastMs = 1000
const firstRetryMs = 1000
const mostRetryMs = 60_000
/** What a timer can hold; more would fire at once. */
const mostTimerMs = 2 ** 31 - 1

type AccessLife = Pick<VaultEntry, 'receivedAt' | 'accessLifeMs'>

/** Whether the access token is worth sending. Of a clock that was set back nothing can be told, so it is not. */
export function isUsable({ receivedAt, accessLifeMs }: AccessLife, now: number): boolean {
  return receivedAt <= now && now < receivedAt + accessLifeMs
}

/**
 * How long to wait before the renewal: until 80 % of the life at the latest, and up to a tenth of the life sooner, so that
 * contexts that share a vault, and devices that signed in together, do not all come at once. Never under a second.
 *
 * @param random from 0 to 1
 */
export function renewalDelayMs(
  { receivedAt, accessLifeMs }: AccessLife,
  now: number,
  random: number,
): number {
  const dueAt = receivedAt + accessLifeMs * (0.8 - 0.1 * random)
  return Math.min(Math.max(leastMs, dueAt - now), mostTimerMs)
}

/** How long to wait after the `failures`th failure in a row: a second at first, a minute at most, half of it by chance. */
export function retryDelayMs(failures: number, random: number): number {
  const fullMs = Math.min(firstRetryMs * 2 ** (failures - 1), mostRetryMs)
  return fullMs * (0.5 + random / 2)
}
