import { describe, expect, it } from 'vitest'
import { createSecurityHeaders, type SecurityHeadersOptions } from './security-headers.ts'

function headersOf(options: SecurityHeadersOptions = {}, { host = 'app.example', encrypted = true } = {}) {
  const headers = new Map<string, string>()
  const out = {
    headersSent: false,
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string | readonly string[]) => headers.set(name, String(value)),
  }
  const nonce = createSecurityHeaders(options)({ headers: { host }, socket: { encrypted } }, out)
  return { headers, nonce }
}

describe('security headers', () => {
  it('let a page load its own files and nothing else, in no frame', () => {
    const csp = headersOf().headers.get('content-security-policy')
    expect(csp?.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]),
    )
    expect(csp).not.toContain('unsafe')
  })
  it('ask for HTTPS for a year or more, on HTTPS only and never of this machine', () => {
    const maxAge = headersOf().headers.get('strict-transport-security')
    expect(maxAge).toBe('max-age=63072000; includeSubDomains')
    expect(headersOf({}, { encrypted: false }).headers.has('strict-transport-security')).toBe(false)
    expect(headersOf({}, { host: 'localhost:3443' }).headers.has('strict-transport-security')).toBe(false)
    expect(headersOf({ hsts: null }).headers.has('strict-transport-security')).toBe(false)
    expect(() => createSecurityHeaders({ hsts: '30d' })).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    )
  })
  it('keep the rest of the browser in bounds', () => {
    const { headers } = headersOf()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('permissions-policy')).toContain('camera=()')
  })
  it('take other directives, and give way in X-Frame-Options to them', () => {
    const { headers } = headersOf({
      csp: { 'img-src': "'self' data:", 'frame-ancestors': "'self'", 'font-src': null },
    })
    const csp = headers.get('content-security-policy') ?? ''
    expect(csp).toContain("img-src 'self' data:")
    expect(csp).not.toContain('font-src')
    expect(headers.has('x-frame-options')).toBe(false)
  })
  it('draw a nonce a request', () => {
    const first = headersOf({ nonce: true })
    const second = headersOf({ nonce: true })
    expect(first.nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(first.nonce).not.toBe(second.nonce)
    expect(first.headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${first.nonce}'`)
  })
  it('refuse a directive that would write another one', () => {
    for (const csp of [
      { 'img-src': "'self'; script-src *" },
      { 'img-src': 'a\nb' },
      { 'img src': '*' },
      { 'img-src': 'a, b' },
    ]) {
      expect(() => createSecurityHeaders({ csp })).toThrow(
        expect.objectContaining({ code: 'config/invalid' }),
      )
    }
  })
})
