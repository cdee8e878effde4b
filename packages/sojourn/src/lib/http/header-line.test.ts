import { describe, expect, it } from 'vitest'
import { headerLine } from './header-line.ts'

function head(...rawHeaders: string[]) {
  return { headers: {}, rawHeaders, socket: {} }
}

describe('headerLine', () => {
  it('finds a header in any case among others of the same length', () => {
    const lines = ['Accept', 'text/html', 'Origin', 'x', 'cOOkie', 'a=b', 'HOST', 'h', 'Date', 'd']
    expect(headerLine(head(...lines), 'cookie')).toBe('a=b')
    expect(headerLine(head(...lines), 'host')).toBe('h')
    expect(headerLine(head(...lines), 'authorization')).toBeUndefined()
  })

  it('joins cookies, and takes the first of others, as Node does', () => {
    expect(headerLine(head('Cookie', 'a=1', 'cookie', 'b=2'), 'cookie')).toBe('a=1; b=2')
    expect(headerLine(head('Host', 'one', 'host', 'two'), 'host')).toBe('one')
  })

  it('takes the parsed headers where there are no lines', () => {
    expect(headerLine({ headers: { cookie: 'a=b' }, socket: {} }, 'cookie')).toBe('a=b')
  })
})
