import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allSettings, isSettingName } from './all-settings.ts'
import { variableOf } from './setting.ts'

it('the README lists every setting as it is', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const rows = Object.keys(allSettings)
    .filter(isSettingName)
    .map((name) => {
      const { otherwise, help } = allSettings[name]
      const words = typeof otherwise === 'string' ? otherwise || 'none' : otherwise.words
      return `| \`${name}\` | \`${variableOf(name, allSettings[name])}\` | ${words} | ${help} |`
    })
  expect(readme.split('\n').filter((line) => /^\| `\w+` \| `/.test(line))).toEqual(rows)
})
