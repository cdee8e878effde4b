import { describe, expect, it } from 'vitest'
import { type Duration, parseDuration, parseInterval } from './duration.ts'

describe('parseDuration', () => {
  it.each([
    ['400ms', 400],
    ['30s', 30_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['14d', 1_209_600_000],
    [250, 250],
    ['0s', 0],
  ] as const)('reads %j as %d milliseconds', (text, ms) => {
    expect(parseDuration(text, 'idle')).toBe(ms)
  })

  it.each([
    '',
    '30',
    '30 m',
    '-1s',
    '1.5h',
    '1w',
    'm',
    -1,
    1.5,
    Number.NaN,
    Infinity,
    '999999999999999d',
    null,
  ])('refuses %j and names the option', (text) => {
    expect(() => parseDuration(text as Duration, 'policy.idle')).toThrow(/^policy\.idle: .* is no duration/)
  })
})

describe('parseInterval', () => {
  it('takes what a timer can wait for', () => {
    expect(parseInterval('10m', 'housekeeping')).toBe(600_000)
    for (const text of ['0s', '25d', 2 ** 31] as const) {
      expect(() => parseInterval(text, 'housekeeping')).toThrow(
        /^housekeeping: .* is not between 1ms and 24d$/,
      )
    }
  })
})
