import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMailBudget } from './mail-budget.ts'

const minute = 60_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives each network its own, and all together four times as much', async () => {
  const budget = createMailBudget({ points: 2, windowMs: 60 * minute })
  for (const network of ['a', 'b', 'c', 'd']) {
    expect([await budget.take(network, 'ada'), await budget.take(network, 'ada')]).toEqual([null, null])
    expect(await budget.take(network, 'ada')).toMatchObject({ by: 'network' })
  }
  expect(await budget.take('e', 'ada')).toMatchObject({ by: 'all', waitMs: 60 * minute })
  expect(await budget.take('e', 'bob')).toBeNull()
})

it('has mails again for other networks when the last code that was mailed ends', async () => {
  const codeMs = 30 * minute
  const budget = createMailBudget({ points: 1, windowMs: 60 * minute, togetherMs: codeMs })
  const at = Date.now()
  for (const network of ['a', 'b', 'c', 'd']) expect(await budget.take(network, 'ada')).toBeNull()
  const spent = await budget.take('home', 'ada')
  expect(spent).toEqual({ by: 'all', waitMs: at + codeMs - Date.now() })
  vi.advanceTimersByTime(codeMs)
  expect(await budget.take('home', 'ada')).toBeNull()
})
