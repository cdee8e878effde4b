import { expect, it } from 'vitest'
import { dateLanguage } from './date-language.ts'

it.each([
  [['en-US', 'en'], 'en-US'],
  [['en-AU'], 'en-AU'],
  [['en-us'], 'en-US'],
  // English, but not what they read first.
  [['de-DE', 'de', 'en-US'], 'en-GB'],
  [['enm'], 'en-GB'],
  // No language tags at all.
  [['en-US@posix'], 'en'],
  [['C'], 'en'],
  [['POSIX.UTF-8', 'en_US'], 'en'],
  [['', '*', '-', 'en-', '<b>', 'i-do-not-know'], 'en'],
  [['en-US@posix', 'en-CA'], 'en-CA'],
  [['de_DE', 'fr'], 'en-GB'],
  [[], 'en'],
])('for who reads %j, dates are in %s', (preferred, language) => {
  expect(dateLanguage(preferred)).toBe(language)
  expect(() => new Intl.DateTimeFormat(language).format(0)).not.toThrow()
})
