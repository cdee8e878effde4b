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

it('takes no long time over a hostile text', () => {
  const began = performance.now()
  for (const part of ['Mozilla/5.0 ', '((((', 'Version/', ' like Gecko', 'a.', '/']) {
    deviceWords(part.repeat(100_000))
  }
  expect(performance.now() - began).toBeLessThan(500)
})
