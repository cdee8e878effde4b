import type { TimeBounds } from '../engine/store.ts'
import type { RedisCaller } from './redis-caller.ts'

/** What the clocks of the primaries say: one time, as far as they agree. */
export async function readTime(caller: RedisCaller): Promise<TimeBounds> {
  const primaries = await caller.primaries()
  const times = await Promise.all(
    primaries.map(async (send) => {
      const [seconds, microseconds] = (await send(['TIME'])) as [Buffer, Buffer] // TIME answers with two numbers
      return Number(String(seconds)) * 1000 + Number(String(microseconds)) / 1000
    }),
  )
  return { earliest: Math.min(...times), latest: Math.max(...times) }
}
