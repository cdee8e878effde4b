import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBudget } from './budget.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives so many to each key within the window, and says when there are more', async () => {
  const budget = createBudget({ points: 3, windowMs: 60_000 })
  const taken = await Promise.all(Array.from({ length: 5 }, () => budget.take('198.51.100.0/24')))
  expect(taken.filter((waitMs) => waitMs === null)).toHaveLength(3)
  expect(await budget.take('203.0.113.0/24')).toBeNull()
  vi.advanceTimersByTime(59_000)
  expect(await budget.take('198.51.100.0/24')).toBe(1000)
  vi.advanceTimersByTime(1000)
  expect(await budget.take('198.51.100.0/24')).toBeNull()
})

it('counts what is put back as not taken, and never gives more than it has', async () => {
  const budget = createBudget({ points: 1, windowMs: 60_000 })
  await budget.putBack('a')
  await budget.putBack('a')
  expect(await budget.take('a')).toBeNull()
  expect(await budget.take('a')).not.toBeNull()
  await budget.putBack('a')
  await budget.putBack('a')
  await budget.putBack('a')
  expect(await budget.take('a')).toBeNull()
  expect(await budget.take('a')).not.toBeNull()
})

it.each(['__proto__', 'constructor', '', 'null'])('treats the key %j as any other', async (key) => {
  const budget = createBudget({ points: 1, windowMs: 60_000 })
  expect(await budget.take(key)).toBeNull()
  expect(await budget.take(key)).not.toBeNull()
})

it('forgets a key when its window is over', async () => {
  const budget = createBudget({ points: 1, windowMs: 60_000 })
  await budget.take('a')
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(vi.getTimerCount()).toBe(0)
})
