import { expect, it } from 'vitest'
import { help, readArguments } from './tour-arguments.ts'

it('takes settings of the server, and help', () => {
  expect(readArguments([])).toEqual({ wantsHelp: false, settings: {} })
  expect(readArguments(['--help']).wantsHelp).toBe(true)
  expect(
    readArguments(['--set', 'theftEnds=user', '--set', 'access=1m', '--set', 'access=']).settings,
  ).toEqual({
    theftEnds: 'user',
    access: '',
  })
})

it('refuses anything else', () => {
  for (const wrong of [
    ['--fast'],
    ['--set'],
    ['--set', 'theftEnds'],
    ['--set', '=user'],
    ['quickly'],
    ['--help=1'],
  ]) {
    expect(() => readArguments(wrong), wrong.join(' ')).toThrow()
  }
})

it('explains itself in 80 columns', () => {
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
})
