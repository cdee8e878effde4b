import { describe, expect, it } from 'vitest'
import { malformedBearer, readBearer } from './read-bearer.ts'
import type { RequestHead } from './request-head.ts'

function head(authorization: string | undefined, rawHeaders?: readonly string[]): RequestHead {
  return { headers: { authorization }, socket: {}, ...(rawHeaders && { rawHeaders }) }
}

describe('readBearer', () => {
  it('reads one token68, with the scheme in any case (RFC 6750 §2.1)', () => {
    expect(readBearer(head('Bearer sja_a-b._~+/=='))).toBe('sja_a-b._~+/==')
    expect(readBearer(head('bEARER x'))).toBe('x')
  })
  it('leaves other schemes alone', () => {
    for (const text of [undefined, 'Basic dTpw', 'Bearerx y', 'DPoP x', '']) {
      expect(readBearer(head(text))).toBeUndefined()
    }
  })
  it('refuses whatever is not exactly one credential', () => {
    for (const text of [
      'Bearer',
      'Bearer ',
      'Bearer  x',
      'Bearer\tx',
      'Bearer x y',
      'Bearer x,Bearer y',
      'Bearer é',
      'Bearer =x',
      'Bearer "x"',
    ]) {
      expect(readBearer(head(text)), JSON.stringify(text)).toBe(malformedBearer)
    }
  })
  it('refuses two Authorization headers, of which the server shows only one', () => {
    const twice = ['Host', 'h', 'Authorization', 'Bearer x', 'AUTHORIZATION', 'Bearer y']
    expect(readBearer(head('Bearer x', twice))).toBe(malformedBearer)
    expect(readBearer(head('Bearer x', twice.slice(0, 4)))).toBe('x')
  })
})
