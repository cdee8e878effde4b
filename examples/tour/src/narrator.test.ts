import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createNarrator, inWords, wantsColours } from './narrator.ts'

function listen(hasColours = false) {
  const told: string[] = []
  let time = 0
  const narrator = createNarrator({ write: (text) => told.push(text), hasColours, now: () => time })
  return { narrator, pass: (ms: number) => (time += ms), lines: () => told.join('').split('\n') }
}

const long = 'the phone tells the server that the answer was lost, which it was, and asks again. '
  .repeat(3)
  .trim()

describe('the narrator', () => {
  it('keeps to 80 columns, with the time of each step at the end of its line', () => {
    const { narrator, pass, lines } = listen()
    narrator.chapter('A long story')
    narrator.say(long)
    narrator.sent(long)
    narrator.got(long)
    pass(123)
    narrator.promise(long, true)
    narrator.sent('short')
    pass(4)
    narrator.promise('Short', true)
    narrator.promise('Nothing was sent for this', true)
    narrator.line(long)
    for (const line of lines()) expect(line.length).toBeLessThanOrEqual(80)
    const times = lines().filter((line) => line.endsWith(' ms'))
    expect(times.map((line) => line.length)).toEqual([80, 80])
    expect(times.map((line) => line.slice(-6))).toEqual(['123 ms', '4.0 ms'])
  })

  it('shows no token whole', () => {
    const { narrator, lines } = listen()
    const token = `sjr_${'x'.repeat(100)}`
    narrator.sent(`POST /auth/refresh {refresh_token: ${token}}`)
    narrator.line(token)
    expect(() => narrator.promise(token, false, { token })).toThrow()
    expect(lines().join('')).not.toContain('xxxxx')
  })

  it('stops at a promise that is broken, and shows what was found', () => {
    const { narrator, lines } = listen()
    expect(() => narrator.promise('The others live', false, { status: 401 })).toThrow('The others live')
    expect(lines()).toEqual(['   ✗ The others live', '     found: {"status":401}', ''])
    expect(narrator.promises).toBe(0)
  })

  it('uses colours when it is told to, on lines as long as without', () => {
    const [plain, coloured] = [listen(), listen(true)]
    for (const { narrator } of [plain, coloured]) {
      narrator.chapter('Title')
      narrator.promise(long, true)
      narrator.line('Done', 'good')
    }
    const [bare, styled] = [plain, coloured].map(({ lines }) => lines().join('\n'))
    expect(stripVTControlCharacters(bare ?? '')).toBe(bare)
    expect(styled).not.toBe(bare)
    expect(stripVTControlCharacters(styled ?? '')).toBe(bare)
  })
})

it('colours are for a terminal, unless NO_COLOR says no', () => {
  expect(wantsColours({ isTTY: true }, {})).toBe(true)
  expect(wantsColours({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColours({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColours({}, { FORCE_COLOR: '1' })).toBe(false)
})

it('times are short', () => {
  expect([0, 4.25, 9.99, 42.4, 999, 1000, 12_345].map(inWords)).toEqual([
    '0.0 ms',
    '4.3 ms',
    '10.0 ms',
    '42 ms',
    '999 ms',
    '1.0 s',
    '12.3 s',
  ])
})
