import { describe, expect, it } from 'vitest'
import { cleanText } from './clean-text.ts'

describe('cleanText', () => {
  it.each([
    ['Ada\u2019s phone'],
    ['\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'], // Persian, which needs its non-joiner
    ['\u{1f469}\u200d\u{1f4bb} laptop \u2764\ufe0f'],
    ['\u05d4\u05d8\u05dc\u05e4\u05d5\u05df'],
    ['e\u0301'],
    ['a  b'],
  ])('leaves %j as it is', (text) => expect(cleanText(text, 100)).toBe(text))

  it.each([
    ['my\u202egnp.exe', 'mygnp.exe'],
    ['\u2066a\u2067b\u2068c\u2069', 'abc'],
    ['a\u200e\u200f\u061c\u202a\u202b\u202c\u202db', 'ab'],
    ['a\u200b\u2060\ufeff\u00adb', 'ab'],
    ['a\u2028b\u2029c\r\nd\u0085e\u001b[2Jf\u0000', 'abcde[2Jf'],
    ['\u{e0041}\u{e007f}a', 'a'],
    ['a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['\u200d \u200ca\u200d', 'a'],
  ])('makes %j safe to show', (text, safe) => expect(cleanText(text, 100)).toBe(safe))

  it.each([[''], [' \t'], ['\u202e'], ['\u200d\u200c \u200d'], [null], [undefined]])(
    'keeps nothing of %j',
    (text) => {
      expect(cleanText(text, 100)).toBeNull()
    },
  )

  it('cuts between characters, and again has no space at the end', () => {
    expect(cleanText('x'.repeat(101), 100)).toBe('x'.repeat(100))
    expect(cleanText('\u{1f469}'.repeat(3), 2)).toBe('\u{1f469}\u{1f469}')
    expect(cleanText('ab c', 3)).toBe('ab')
  })

  it('changes nothing a second time, and lets no such character through', () => {
    for (let point = 0; point <= 0xffff; point++) {
      const once = cleanText(`a${String.fromCharCode(point)}b`, 100) ?? ''
      expect(cleanText(once, 100)).toBe(once)
      expect(once.isWellFormed()).toBe(true)
      expect(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(once), point.toString(16)).toBe(false)
    }
  })
})
