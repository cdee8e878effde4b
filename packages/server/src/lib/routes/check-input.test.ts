import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkInput, parseJson } from './check-input.ts'
import { device, email, line, password } from './input-schemas.ts'

const schema = z.strictObject({ email, password, device: device.optional() })
const good = { email: 'ann@example.com', password: 'secret words' }

function detailOf(value: unknown): string {
  const checked = checkInput(schema, value, 'body')
  return checked.status === 'refused' ? checked.detail : 'fits'
}

describe('input', () => {
  it('passes when it fits', () => {
    expect(checkInput(schema, good, 'body')).toEqual({ status: 'fits', value: good })
  })

  it('is told where it does not fit, by its path', () => {
    expect(detailOf({ ...good, email: 5 })).toBe('body.email: string expected.')
    expect(detailOf({ ...good, device: { name: 'x'.repeat(101) } })).toMatch(/^body\.device\.name: /)
    expect(detailOf([])).toBe('body: object expected.')
    expect(detailOf(null)).toBe('body: object expected.')
    expect(detailOf({ email: 'a' })).toBe('body.password: string expected.')
  })

  it('holds nothing that is not asked for', () => {
    expect(detailOf({ ...good, roles: ['admin'] })).toBe('body: roles is not expected here.')
    expect(detailOf({ ...good, device: { trusted: true } })).toBe(
      'body.device: trusted is not expected here.',
    )
  })

  it('cannot bring a prototype along', () => {
    for (const text of [
      '{"__proto__":{"roles":["admin"]},"email":"a","password":"b"}',
      '{"constructor":{"prototype":{"x":1}},"email":"a","password":"b"}',
    ]) {
      const parsed = parseJson(text)
      expect(detailOf(parsed.status === 'fits' ? parsed.value : null)).toMatch(/not expected here/)
    }
    expect(({} as { roles?: unknown }).roles).toBeUndefined()
  })

  it('is never shown in what is said about it', () => {
    const secret = 'hunter2-\u{1f600}-"><script>'
    for (const value of [
      { ...good, [secret]: 1 },
      { ...good, device: { [secret]: 1 } },
      { ...good, password: { [secret]: secret } },
      { ...good, email: `${secret}${'x'.repeat(400)}` },
      { ...good, device: { id: secret } },
    ]) {
      expect(detailOf(value)).not.toContain('hunter2-\u{1f600}')
      expect(detailOf(value)).not.toContain('<script')
      expect(detailOf(value).length).toBeLessThan(500)
    }
  })

  it('of one line holds no control characters and no halves of characters', () => {
    for (const text of ['a\nb', 'a\r\nSet-Cookie: x', 'a\u0000', 'a\u009f', 'a\ud800', '\udc00']) {
      expect(line(100).safeParse(text).success, JSON.stringify(text)).toBe(false)
    }
    expect(line(100).safeParse("Ann's \u{1f600} laptop").success).toBe(true)
  })

  it('that is not JSON is refused without showing it', () => {
    const parsed = parseJson('{"password": hunter2}')
    expect(parsed).toEqual({
      status: 'refused',
      code: 'request/malformed',
      detail: 'body: this is not JSON.',
    })
  })
})
