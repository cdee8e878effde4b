import { describe, expect, it } from 'vitest'
import { passwordLength, passwordWords } from './password-words.ts'

describe('the length of a password', () => {
  it.each([
    ['', 'At least 15 characters. A few words are easiest to remember.', false],
    ['fourteen chars', 'One more character', false],
    ['short', '10 more characters', false],
    ['fifteen letters', 'Long enough', true],
    ['twenty-one characters', 'Nice and long', true],
  ])('%j: %s', (password, text, isEnough) => {
    expect(passwordWords(password, 15)).toEqual({ text, isEnough })
  })

  it('counts what people see as one character once, composed or not', () => {
    expect(passwordLength('e\u0301')).toBe(1)
    expect(passwordLength('\u00e9')).toBe(1)
    expect(passwordLength('🏝️')).toBe(2)
    expect(passwordLength('𝔘')).toBe(1)
  })
})
