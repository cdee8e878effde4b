import { expect, it } from 'vitest'
import { describeDevice } from './device-words.ts'
import { timeAgo } from './time-words.ts'

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Chrome on Linux',
    'computer',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
    'Firefox on Windows',
    'computer',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
    'phone',
  ],
  ['curl/8.14.1', 'curl', 'terminal'],
  ['<script>alert(1)</script>', 'Unknown browser', 'computer'],
  ['', 'Unknown device', 'computer'],
  [null, 'Unknown device', 'computer'],
])('names the device of %j', (userAgent, label, shape) => {
  expect(describeDevice(userAgent)).toEqual({ label, shape })
})

it.each([
  [0, 'just now'],
  [-5000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000, 'yesterday'],
  [3 * 86_400_000, '3 days ago'],
])('says %i ms ago in words', (passed, words) => {
  expect(timeAgo(1e12, 1e12 + passed)).toBe(words)
})
