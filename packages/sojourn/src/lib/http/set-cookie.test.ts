import { describe, expect, it } from 'vitest'
import { loopbackCookie, secureCookie } from './cookie-options.ts'
import { expireCookieLine, setCookieLine } from './set-cookie.ts'

describe('the session cookie', () => {
  it('is __Host-, Secure, HttpOnly and Lax on the root path, and goes with the browser', () => {
    expect(setCookieLine(secureCookie({}), 'sjs_x', null)).toBe(
      '__Host-sojourn=sjs_x; Path=/; Secure; HttpOnly; SameSite=Lax',
    )
  })
  it('can be strict, and promise that no script set it', () => {
    expect(
      setCookieLine(secureCookie({ sameSite: 'strict', prefix: '__Host-Http-', name: 'stay' }), 'v', null),
    ).toBe('__Host-Http-stay=v; Path=/; Secure; HttpOnly; SameSite=Strict')
  })
  it('is __Secure- when subdomains share it', () => {
    expect(setCookieLine(secureCookie({ domain: 'example.com' }), 'v', null)).toBe(
      '__Secure-sojourn=v; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Lax',
    )
  })
  it('lives at most 400 days in a browser', () => {
    expect(setCookieLine(secureCookie({}), 'v', 60_000)).toMatch(/; Max-Age=60$/)
    expect(setCookieLine(secureCookie({}), 'v', 500 * 86_400_000)).toMatch(/; Max-Age=34560000$/)
  })
  it('is expired with the attributes that it was set with', () => {
    expect(expireCookieLine(loopbackCookie({}, '3000'))).toBe(
      'sojourn-3000=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    )
  })
  it('is refused over 4096 bytes of name and value', () => {
    const shape = secureCookie({})
    const most = 4096 - shape.name.length
    expect(setCookieLine(shape, 'x'.repeat(most), null)).toContain('x')
    expect(() => setCookieLine(shape, 'x'.repeat(most + 1), null)).toThrow(
      expect.objectContaining({ code: 'cookie/too-large' }),
    )
  })
  it('takes no value that would write another attribute or header', () => {
    for (const value of ['a;b', 'a b', 'a\r\nX: y', 'a,b', '"a"', '', 'é']) {
      expect(() => setCookieLine(secureCookie({}), value, null)).toThrow(
        expect.objectContaining({ code: 'usage/invalid' }),
      )
    }
  })
  it('refuses options that would not be a cookie', () => {
    for (const options of [{ name: 'a b' }, { name: '' }, { name: 'a=b' }, { sameSite: 'none' as 'lax' }]) {
      expect(() => secureCookie(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }))
    }
  })
})
