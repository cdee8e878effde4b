import { describe, expect, it } from 'vitest'
import { isUsable, renewalDelayMs, retryDelayMs } from './access-life.ts'

const entry = (accessLifeMs: number) => ({ receivedAt: 1_000_000, accessLifeMs })

describe('the life of an access token', () => {
  it('never asks for a renewal at once, nor later than a timer can hold', () => {
    for (const lifeMs of [0, 1, 999]) expect(renewalDelayMs(entry(lifeMs), 1_000_000, 1)).toBe(1000)
    expect(renewalDelayMs(entry(600_000), 9_000_000, 0)).toBe(1000)
    expect(renewalDelayMs(entry(1e15), 1_000_000, 0)).toBe(2 ** 31 - 1)
    expect(renewalDelayMs(entry(600_000), 1_000_000, 0)).toBe(480_000)
  })

  it('is over at its end, and unknown when the clock was set back', () => {
    const usable = [999_999, 1_000_000, 1_599_999, 1_600_000].map((now) => isUsable(entry(600_000), now))
    expect(usable).toEqual([false, true, true, false])
  })

  it('is tried for again after a second at first and a minute at most', () => {
    expect([1, 2, 6, 7, 99].map((failures) => retryDelayMs(failures, 1))).toEqual([
      1000, 2000, 32_000, 60_000, 60_000,
    ])
    expect(retryDelayMs(1, 0)).toBe(500)
  })
})
