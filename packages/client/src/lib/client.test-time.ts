import type { ManualClock } from '@sojourn/testing'
import type { Clock } from './platform.ts'

/** The time of a test: the server's clock, and a client's clock with timers, which may be wrong by `offMs`. */
export interface TestTime extends Clock {
  offMs: number
  /** Time passes step by step; the timers that are due run, and so does what they set off. */
  pass(ms: number): Promise<void>
}

export function createTestTime(server: ManualClock): TestTime {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  const time: TestTime = {
    offMs: 0,
    now: () => server.now() + time.offMs,
    after(ms, run) {
      const timer = { at: server.monotonic() + ms, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async pass(ms) {
      const end = server.monotonic() + ms
      for (;;) {
        await quiet()
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        server.advance(Math.max(0, next.at - server.monotonic()))
        timers.delete(next)
        next.run()
      }
      server.advance(end - server.monotonic())
      await quiet()
    },
  }
  return time
}

/** Resolves when everything that can happen without a timer has happened. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
