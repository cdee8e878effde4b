import { describe, expect, it } from 'vitest'
import type { IdentityOptions } from './identity-options.ts'
import { readSettings } from './identity-settings.ts'

const least = { keys: 'k', mailer: null, publicUrl: 'https://example.com' } as IdentityOptions // no part is called
const read = (options: Partial<IdentityOptions>) => readSettings({ ...least, ...options })

describe('settings', () => {
  it('are what the standards ask when nothing is said', () => {
    expect(read({})).toMatchObject({
      minLength: 15,
      cost: { memoryKiB: 19_456, passes: 2 },
      guesses: { free: 4, backOffMs: 30_000, longestMs: 3_600_000, most: 100 },
      verifyLifeMs: 86_400_000,
      resetLifeMs: 1_800_000,
      siteName: 'example.com',
    })
  })

  it.each<[Partial<IdentityOptions>, RegExp]>([
    [{ password: { minLength: 7 } }, /minLength/],
    [{ password: { minLength: 65 } }, /minLength/],
    [{ password: { memoryKiB: 19_456, passes: 1 } }, /argon2id/],
    [{ password: { memoryKiB: 7167, passes: 99 } }, /argon2id/],
    [{ password: { memoryKiB: 2 ** 40 } }, /argon2id/],
    [{ password: { passes: 2.5 } }, /argon2id/],
    [{ password: { running: 0 } }, /running/],
    [{ password: { waiting: -1 } }, /waiting/],
    [{ guesses: { most: 101 } }, /most/],
    [{ guesses: { free: Number.NaN } }, /free/],
    [{ guesses: { backOff: '0s' } }, /backOff/],
    [{ guesses: { backOff: 'soon' as '1s' } }, /backOff/],
    [{ codes: { reset: '-1m' as '1m' } }, /reset/],
    [{ activityKept: '1h' }, /activityKept/],
    [{ activityKept: '401d' }, /activityKept/],
    [{ publicUrl: 'example.com' }, /publicUrl/],
    [{ publicUrl: 'javascript:alert(1)' }, /publicUrl/],
    [{ publicUrl: 'https://user:secret@example.com' }, /publicUrl/],
    [{ publicUrl: 'https://example.com/?a' }, /publicUrl/],
    [{ siteName: 'a\r\nBcc: eve@example.com' }, /siteName/],
    [{ siteName: '' }, /siteName/],
  ])('are refused when they are too weak or make no sense: %j', (options, message) => {
    expect(() => read(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }))
    expect(() => read(options)).toThrow(message)
  })

  it('are taken within OWASP’s choices', () => {
    for (const [memoryKiB, passes] of [
      [47_104, 1],
      [19_456, 2],
      [12_288, 3],
      [9216, 4],
      [7168, 5],
      [65_536, 3],
    ] as const) {
      expect(read({ password: { memoryKiB, passes, minLength: 8 } }).cost).toEqual({ memoryKiB, passes })
    }
    expect(read({ publicUrl: 'https://example.com/account/' }).publicUrl).toBe('https://example.com/account')
  })
})
