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

  it.each([1, 1_999, 2_001, 1_800_000, 3_600_000, 86_400_000])(
    'counts in full what passed unread before a jump back of %i ms, and half of what passes then',
    (back) => {
      let wall = 100_000_000
      let monotonic = 0
      const { now } = createSteadyClock({ now: () => wall, monotonic: () => monotonic })
      monotonic += 2_700_000
      wall += 2_700_000 - back
      expect(now()).toBe(102_700_000)
      const halved = Math.min(back * 2, 7_200_000)
      monotonic += halved
      wall += halved
      expect(now()).toBe(102_700_000 + halved / 2)
      monotonic += 900_000
      wall += 900_000 - 60_000
      expect(now()).toBe(102_700_000 + halved / 2 + 900_000)
    },
  )

  it('does not take two clocks that are not read at one instant for a clock that jumps back', () => {
    let monotonic = 0
    let readings = 0
    const wall = () => 1_000_000 - 3_600_000 + Math.floor(monotonic) - (readings++ % 2) * 5
    const { now } = createSteadyClock({
      now: () => (readings === 0 ? 1_000_000 : wall()),
      monotonic: () => monotonic,
    })
    readings = 1
    expect(now()).toBe(1_000_000)
    for (let step = 0; step < 1000; step++) {
      monotonic += 1
      now()
    }
    expect(now()).toBe(1_000_500)
  })

  it('goes on with the time of a machine that slept, a minute after it woke, also when it was set back meanwhile', () => {
    let wall = 100_000_000
    let monotonic = 0
    const { now, doubted } = createSteadyClock({ now: () => wall, monotonic: () => monotonic })
    monotonic += 600_000 // the monotonic clock stops while the machine sleeps
    wall += 600_000 + 28_800_000 - 3_600_000
    expect(now()).toBe(100_600_000)
    expect(doubted()).toBe(wall)
    monotonic += 60_000
    wall += 60_000
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
