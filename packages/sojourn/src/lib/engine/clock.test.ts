import { describe, expect, it } from 'vitest'
import { createSteadyNow } from './clock.ts'

describe('createSteadyNow', () => {
  it('follows the clock forwards and never goes back', () => {
    let wall = 1_000_000
    let monotonic = 0
    const now = createSteadyNow({ now: () => wall, monotonic: () => monotonic })
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
})
