import { describe, expect, it } from 'vitest'
import { createSteadyClock } from './clock.ts'

describe('createSteadyClock', () => {
  it('follows the clock forwards and never goes back', () => {
    let wall = 1_000_000
    let monotonic = 0
    const { now } = createSteadyClock({ now: () => wall, monotonic: () => monotonic })
    wall += 5_000
    monotonic += 5_000
    expect(now()).toBe(1_005_000)
    wall -= 3_600_000
    expect(now()).toBe(1_005_000)
    wall += 10_000
    monotonic += 10_000
    expect(now()).toBe(1_010_000)
    wall += 7_200_000
    monotonic += 7_200_000
    expect(now()).toBe(wall)
  })

  it('doubts a jump ahead for a minute, and forgets it when the clock comes back', () => {
    let wall = 1_000_000
    let monotonic = 0
    const steady = createSteadyClock({ now: () => wall, monotonic: () => monotonic })
    const pass = (ms: number) => {
      wall += ms
      monotonic += ms
    }
    wall += 86_400_000
    expect(steady.now()).toBe(1_000_000)
    expect(steady.doubted()).toBe(wall)
    pass(59_000)
    expect(steady.now()).toBe(1_059_000)
    wall -= 86_400_000
    expect(steady.doubted()).toBeNull()
    expect(steady.now()).toBe(1_059_000)

    wall += 86_400_000
    expect(steady.doubted()).toBe(wall)
    pass(60_000)
    expect(steady.doubted()).toBeNull()
    expect(steady.now()).toBe(wall)
  })

  it('follows a clock that is adjusted a little at a time', () => {
    let wall = 1_000_000
    let monotonic = 0
    const steady = createSteadyClock({ now: () => wall, monotonic: () => monotonic })
    for (let step = 0; step < 100; step++) {
      wall += 2_900
      monotonic += 1_000
      expect(steady.doubted()).toBeNull()
      expect(steady.now()).toBe(wall)
    }
  })
})
