import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailableAddress, readEmail } from './email-address.ts'

const keyOf = (typed: string): string | undefined => readEmail(typed)?.key

describe('two addresses that people take for the same', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com\n', 'ada@example.com'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
    ['JOSE\u0301@example.com', 'josé@example.com'],
    ['ΟΔΥΣΣΕΥΣ@example.com', 'οδυσσευς@example.com'],
    ['οδυσσευσ@example.com', 'οδυσσευς@example.com'],
    ['STRAẞE@example.com', 'straße@example.com'],
    ['ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@mu\u0308nchen.de', 'ada@münchen.de'],
    ['例@例え。jp', '例@例え.jp'],
    ['\u212Aelvin@example.com', 'kelvin@example.com'],
  ])('%j is %j', (one, other) => {
    expect(keyOf(one)).toBeDefined()
    expect(keyOf(one)).toBe(keyOf(other))
  })
})

describe('two addresses that are not the same', () => {
  it.each([
    ['strasse@example.com', 'straße@example.com'],
    ['ada@fass.de', 'ada@faß.de'],
    ['ada.lovelace@example.com', 'adalovelace@example.com'],
    ['ada+shop@example.com', 'ada@example.com'],
    ['ıda@example.com', 'ida@example.com'],
    ['admin@example.com', 'аdmin@example.com'],
    ['jose@example.com', 'josé@example.com'],
  ])('%j is not %j', (one, other) => {
    expect(keyOf(one)).toBeDefined()
    expect(keyOf(other)).toBeDefined()
    expect(keyOf(one)).not.toBe(keyOf(other))
  })
})

describe('what is no address', () => {
  it.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@example..com',
    'ada@example.com.',
    'ada@.example.com',
    'ada@-example.com',
    'ada@exa_mple.com',
    'ada@192.0.2.1',
    'ada@0x7f.1',
    'ada@[192.0.2.1]',
    'ada@ex%61mple.com',
    'ada@xn--a.de',
    'ada@xn--ls8h.la', // an emoji
    'ada@example.c',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada lovelace@example.com',
    '"ada"@example.com',
    'ada@evil.com@example.com',
    'ada@example.com,eve@evil.com',
    'ada@example.com\r\nBcc: eve@evil.com',
    'ada\r\n@example.com',
    'Ada <ada@example.com>',
    'ada\0@example.com',
    'ada\u200b@example.com',
    'ada\u200d@example.com',
    'ada\u2060@example.com',
    'ada\ufeff@example.com',
    'ada\u00ad@example.com',
    'ada\u202e@example.com',
    'ada\u2066@example.com',
    'ada\u115f@example.com',
    'ada\u3164@example.com',
    'ada\uffa0@example.com',
    'ada\u034f@example.com',
    'ada\u0378@example.com',
    'ada\ue000@example.com',
    'ada\u2800@example.com',
    'ada\ud800@example.com',
    '\u0301ada@example.com',
    'ﬁona@example.com',
    'ſam@example.com',
    'ada①@example.com',
    'ada@exam\u200bple.com',
    'ada@example.com\u202e',
    '__proto__',
    'constructor',
    `${'a'.repeat(65)}@example.com`,
    `${'ä'.repeat(33)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'a.'.repeat(150)}com`,
    'a'.repeat(1_000_000),
    `ada@${'\u0344'.repeat(1_000_000)}.com`,
  ])('%#: %j', (typed) => {
    expect(readEmail(typed)).toBeNull()
  })

  it.each(['a', '@', '\u0344', ' '])('is told as soon of a million as of a thousand: %j', (letter) => {
    const [short, long] = [letter.repeat(1000), letter.repeat(1_000_000)]
    expect(leastMs(() => readEmail(long))).toBeLessThan(20 * leastMs(() => readEmail(short)))
  })
})

/** The least of several times that a hundred calls take, in milliseconds. */
function leastMs(call: () => unknown): number {
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now()
    for (let n = 0; n < 100; n++) call()
    return performance.now() - began
  })
  return Math.min(...times)
}

it('takes names of objects for what they are', () => {
  expect(keyOf('__proto__@example.com')).toBe('__proto__@example.com')
  expect(keyOf('toString@example.com')).toBe('tostring@example.com')
})

it('keeps the capitals of the person for show, and shows the domain in its own letters', () => {
  expect(readEmail('Ada.Lovelace@XN--MNCHEN-3YA.de')?.text).toBe('Ada.Lovelace@münchen.de')
  expect(mailableAddress('Ada.Lovelace@münchen.de')).toBe('Ada.Lovelace@xn--mnchen-3ya.de')
})

it('reads its own texts and keys as the same address, whatever was typed', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  const words = fc.constantFrom(
    'ΣΑΣ',
    'ǅ',
    'İ',
    'ß',
    'ᾳ',
    'ﾊﾟ',
    'e\u0301',
    '한국',
    '\u1100\u1161',
    'Ⅷ',
    'Ω',
    'K',
  )
  const local = fc.array(fc.oneof(part, words), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(local, fc.constantFrom('example.com', 'Bücher.example', 'ΒΌΛΟΣ.com'), (before, domain) => {
      const address = readEmail(`${before}@${domain}`)
      if (address === null) return
      expect(keyOf(address.text)).toBe(address.key)
      expect(keyOf(address.key)).toBe(address.key)
      expect(keyOf(address.text.toLowerCase())).toBe(address.key)
      expect(keyOf(mailableAddress(address.text))).toBe(address.key)
      expect(mailableAddress(address.text)).not.toMatch(/[\s,;<>"\\\p{C}]/u)
    }),
    { numRuns: 3000 },
  )
})
