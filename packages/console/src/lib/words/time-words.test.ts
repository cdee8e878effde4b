import { describe, expect, it } from 'vitest'
import { clockWords, sinceWords, sinceWordsInside, waitWords } from './time-words.ts'

const now = new Date(2026, 4, 20, 12, 0).getTime()
const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [-5 * hours, 'just now'],
    [1 * minutes, '1 minute ago'],
    [59.9 * minutes, '59 minutes ago'],
    [1 * hours, '1 hour ago'],
    [11 * hours, '11 hours ago'],
    [23.9 * hours, '23 hours ago'],
    [24 * hours, 'yesterday'],
    [35.9 * hours, 'yesterday'],
    [36.1 * hours, '2 days ago'],
    [6 * days, '6 days ago'],
    [7 * days, 'last week'],
    [20 * days, '2 weeks ago'],
    [27 * days, '3 weeks ago'],
  ])('%i ms are %s', (ago, words) => {
    const at = new Date(now - ago).toISOString()
    expect(sinceWords(at, now)).toBe(words)
    expect(sinceWordsInside(at, now)).toBe(words)
  })

  it('is the date after four weeks', () => {
    const at = new Date(now - 28 * days).toISOString()
    expect(sinceWords(at, now)).toMatch(/^(22 April|April 22,) 2026$/)
    expect(sinceWordsInside(at, now)).toMatch(/^on (22 April|April 22,) 2026$/)
  })
})

describe('a wait', () => {
  it('is told in seconds, then in minutes, then in hours, and never too short', () => {
    expect([1, 30, 89, 90, 121, 3600, 5400, 5401, 86_400].map(waitWords)).toEqual([
      '1 second',
      '30 seconds',
      '89 seconds',
      '2 minutes',
      '3 minutes',
      '60 minutes',
      '90 minutes',
      '2 hours',
      '24 hours',
    ])
  })

  it('is shown as a clock', () => {
    const waits = [0, 9, 60, 125, 3599, 3605, 86_400]
    expect(waits.map(clockWords)).toEqual(['0:00', '0:09', '1:00', '2:05', '59:59', '1:00:05', '24:00:00'])
  })
})
