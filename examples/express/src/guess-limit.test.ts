import { expect, it } from 'vitest'
import { createGuessLimit, type GuessLimit } from './guess-limit.ts'

function countWrong(limit: GuessLimit, account: string, times: number): void {
  for (let count = 0; count < times; count++) limit.count(account)
}

it('lets four wrong guesses pass, then makes the wait longer each time, up to an hour', () => {
  let now = 0
  const limit = createGuessLimit({ now: () => now })
  countWrong(limit, 'a', 4)
  expect(limit.waitMs('a')).toBe(0)
  const waits: number[] = []
  for (let count = 0; count < 9; count++) {
    limit.count('a')
    waits.push(limit.waitMs('a') / 1000)
    now += limit.waitMs('a')
    expect(limit.waitMs('a')).toBe(0)
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
})

it('starts afresh after the right password', () => {
  const limit = createGuessLimit({ now: () => 0 })
  countWrong(limit, 'a', 4)
  limit.forget('a')
  countWrong(limit, 'a', 4)
  expect(limit.waitMs('a')).toBe(0)
  limit.count('a')
  expect(limit.waitMs('a')).toBe(30_000)
})

it('tells accounts apart, and remembers the latest only', () => {
  const limit = createGuessLimit({ now: () => 0, mostAccounts: 2 })
  for (const account of ['a', 'b', 'c']) countWrong(limit, account, 4)
  for (const account of ['c', 'b', 'a']) limit.count(account)
  // The first was forgotten when the third came.
  expect(['a', 'b', 'c'].map((account) => limit.waitMs(account))).toEqual([0, 30_000, 30_000])
})

it('forgets no account that has to rest for those that do not', () => {
  const limit = createGuessLimit({ now: () => 0, mostAccounts: 2 })
  countWrong(limit, 'a', 5)
  for (let count = 0; count < 100; count++) limit.count(`other ${count}`)
  expect(limit.waitMs('a')).toBe(30_000)
  for (const account of ['b', 'c']) countWrong(limit, account, 5)
  expect(['a', 'b', 'c'].map((account) => limit.waitMs(account))).toEqual([0, 30_000, 30_000])
})
