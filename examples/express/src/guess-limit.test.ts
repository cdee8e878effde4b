import { expect, it } from 'vitest'
import { createGuessLimit } from './guess-limit.ts'

it('lets four wrong guesses pass, then makes the wait longer each time, up to an hour', () => {
  let now = 0
  const limit = createGuessLimit({ now: () => now })
  for (let count = 0; count < 5; count++) expect(limit.begin('a').waitMs).toBe(0)
  const waits: number[] = []
  for (let count = 0; count < 9; count++) {
    const { waitMs } = limit.begin('a')
    waits.push(waitMs / 1000)
    now += waitMs
    expect(limit.begin('a').waitMs).toBe(0)
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
})

it('counts guesses that are still being checked', () => {
  const limit = createGuessLimit({ now: () => 0 })
  const parallel = Array.from({ length: 20 }, () => limit.begin('a'))
  expect(parallel.filter(({ waitMs }) => waitMs === 0)).toHaveLength(5)
})

it('starts afresh after the right password, and does not count what could not be checked', () => {
  const limit = createGuessLimit({ now: () => 0 })
  for (let count = 0; count < 4; count++) limit.begin('a')
  limit.begin('a').right()
  for (let count = 0; count < 4; count++) limit.begin('a')
  for (let count = 0; count < 50; count++) {
    const guess = limit.begin('a')
    expect(guess.waitMs).toBe(0)
    guess.unchecked()
  }
})

it('tells accounts apart, and remembers the latest only', () => {
  const limit = createGuessLimit({ now: () => 0, mostAccounts: 2 })
  for (let count = 0; count < 5; count++) limit.begin('a')
  expect(limit.begin('a').waitMs).toBe(30_000)
  expect(limit.begin('b').waitMs).toBe(0)
  expect(limit.begin('a').waitMs).toBe(30_000)
  limit.begin('c')
  expect(limit.begin('a').waitMs).toBe(0)
})
