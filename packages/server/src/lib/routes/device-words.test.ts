import { expect, it } from 'vitest'
import { deviceWords } from './device-words.ts'

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox', 'Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  ['curl/8.16.0', 'curl', null],
  ['node', 'node', null],
  ['nothing that anybody knows', null, null],
])('tells browser and system of %s', (userAgent, browser, system) => {
  expect(deviceWords(userAgent)).toEqual({ browser, system })
})

it('knows nothing of a device that does not say', () => {
  expect(deviceWords(null)).toEqual({ browser: null, system: null })
  expect(deviceWords('')).toEqual({ browser: null, system: null })
})

it.each(['Mozilla/5.0 ', '((((', 'Version/', ' like Gecko', 'a.', '/'])(
  'takes no longer over a hundred times as much of a hostile text: %j',
  (part) => {
    expect(leastMs(part, 100_000)).toBeLessThan(20 * leastMs(part, 1000))
  },
)

/** The least of several times that it takes to read so much of `part`, in milliseconds; never the same text twice. */
function leastMs(part: string, repeated: number): number {
  const times = Array.from({ length: 20 }, (_, n) => {
    const text = Buffer.alloc(part.length * repeated, `${n}.${repeated} ${part.repeat(100)}`).toString()
    const began = performance.now()
    deviceWords(text)
    return performance.now() - began
  })
  return Math.min(...times)
}
