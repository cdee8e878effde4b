import type { Clock } from 'sojourn'

/** The machine's clocks, which can stand still while a cache is filled: its entries then all have the same age. */
export interface PausableClock extends Clock {
  pause(): void
  resume(): void
}

export function createPausableClock(): PausableClock {
  let paused: { readonly wall: number; readonly monotonic: number } | null = null
  let wallBehind = 0
  let monotonicBehind = 0
  const clock: PausableClock = {
    now: () => paused?.wall ?? Date.now() - wallBehind,
    monotonic: () => paused?.monotonic ?? performance.now() - monotonicBehind,
    pause() {
      paused = { wall: clock.now(), monotonic: clock.monotonic() }
    },
    resume() {
      if (paused === null) return
      wallBehind = Date.now() - paused.wall
      monotonicBehind = performance.now() - paused.monotonic
      paused = null
    },
  }
  return clock
}
