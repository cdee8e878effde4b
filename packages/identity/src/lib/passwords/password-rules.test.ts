import { describe, expect, it } from 'vitest'
import { createPasswordRules } from './password-rules.ts'

const owner = { email: 'Ada.Lovelace@example.com', name: 'Ada Lovelace' }
const siteWords = ['Sojourn Shop', 'shop.example.com']
const rules = createPasswordRules({ minLength: 15, siteWords })
const shorter = createPasswordRules({ minLength: 8, siteWords })
const codeOf = (password: string): string | undefined => rules(password, owner)?.code

describe('a password is accepted', () => {
  it.each([
    'correct horse battery staple',
    'correcthorsebatterystaple',
    'the quick brown fox!',
    'aaaa bbbb cccc dddd e',
    'my password is a secret',
    'ada likes long walks',
    'пароль из пяти слов',
    '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤🦆',
    'Ada Lovelace was here',
    `${'x'.repeat(20)} 4 hues of y`,
    `${'long sentences are fine '.repeat(2)}, yes`,
    `${'0123456789abcdef'.repeat(4)} and more than sixty-four`,
    'zero\0in the middle',
  ])('%j', (password) => {
    expect(rules(password, owner)).toBeNull()
  })

  it('with all of its 1,024 bytes', () => {
    const long = Array.from({ length: 1024 }, (_, n) =>
      String.fromCharCode(97 + ((n * n + 7 * n) % 23)),
    ).join('')
    expect(rules(long, owner)).toBeNull()
    expect(rules(`${long}x`, owner)?.code).toBe('password/too-long')
  })
})

describe('a password is refused', () => {
  it.each([
    ['', 'password/too-short'],
    ['fourteen chars', 'password/too-short'],
    ['🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤', 'password/too-short'],
    ['e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301abc', 'password/too-short'],
    ['a'.repeat(1025), 'password/too-long'],
    ['ä'.repeat(513), 'password/too-long'],
    ['\u0344'.repeat(1_000_000), 'password/too-long'],
    ['half a \ud83e character', 'request/malformed'],
    ['aaaaaaaaaaaaaaaaaaaa', 'password/too-common'],
    ['abababababababababab', 'password/too-common'],
    ['1234567890123456', 'password/too-common'],
    ['qwertyuiopasdfghjkl', 'password/too-common'],
    ['lkjhgfdsapoiuytrewq', 'password/too-common'],
    ['1qaz2wsx3edc4rfv', 'password/too-common'],
    ['йцукенгшщзхъфывапролджэ', 'password/too-common'],
    ['aaabbbcccdddeeefff', 'password/too-common'],
    ['passwordpassword', 'password/too-common'],
    ['PasswordPassword', 'password/too-common'],
    ['ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ', 'password/too-common'],
    ['monkeymonkeymonk', 'password/too-common'],
    ['password12345678', 'password/too-common'],
    ['sunshine2024!!!', 'password/too-common'],
    ['123456iloveyou654321', 'password/too-common'],
    ['qwerty123456789', 'password/too-common'],
    ['momsanaladventure', 'password/too-common'],
    ['ada.lovelace@example.com', 'password/personal'],
    ['ADA LOVELACE ADA LOVELACE', 'password/personal'],
    ['adalovelace1815', 'password/personal'],
    ['Ada_Lovelace_1815!', 'password/personal'],
    ['sojourn-shop-1', 'password/too-short'],
    ['Sojourn Shop 2025', 'password/personal'],
    ['shop.example.com', 'password/personal'],
  ])('%#: %j is %s', (password, code) => {
    expect(codeOf(password)).toBe(code)
  })

  it('when it is one of the commonest of 8 characters, where 8 are enough', () => {
    for (const password of ['password', 'Baseball', '12345678', 'trustno1', 'iloveyou', 'p@ssw0rd']) {
      expect(shorter(password, owner)?.code).toBe('password/too-common')
    }
    expect(shorter('vase&kite', owner)).toBeNull()
  })
})

it('says how many characters are missing, and never the password', () => {
  expect(rules('thirteen char', owner)?.detail).toContain('Add 2 more characters')
  expect(rules('fourteen chars', owner)?.detail).toContain('Add 1 more character:')
  expect(rules('passwordpassword', owner)?.detail).not.toContain('passwordpassword')
})

it('does not mistake the empty name for every password', () => {
  expect(rules('--- --- --- !!! ??? ...', { email: 'a@example.com', name: null })?.code).not.toBe(
    'password/personal',
  )
})

it.each<(length: number) => string>([
  (length) => `abcde${'1'.repeat(length - 6)}e`,
  (length) => `${'1'.repeat(length - 5)}abcde`,
  (length) => `abcd${'e'.repeat(length - 6)}f!`,
  (length) => `${'ab'.repeat(length / 2 - 3)}cdefg`,
  (length) => `${'aab'.repeat(length / 3 - 1)}zzz`,
  (length) => `${'qwe'.repeat(length / 3 - 1)}zzz`,
  (length) => `${'a'.repeat(length / 2 - 3)}b${'a'.repeat(length / 2 - 3)}c1d2`,
  (length) => `${'!1'.repeat(length / 2 - 3)}abcde`,
  (length) => '\ufdfa'.repeat(length / 3),
])(
  'judges the longest passwords in linear time: four times the length takes less than twelve times as long: %#',
  (shape) => {
    const [quarter, whole] = [shape(255), shape(1020)].map((password) =>
      leastMs(() => rules(password, owner)),
    )
    expect(whole).toBeLessThan(12 * Number(quarter))
  },
)

/** The least of several times that ten calls take, in milliseconds. */
function leastMs(call: () => unknown): number {
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now()
    for (let n = 0; n < 10; n++) call()
    return performance.now() - began
  })
  return Math.min(...times)
}
