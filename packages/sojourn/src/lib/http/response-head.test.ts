import { describe, expect, it } from 'vitest'
import { addVary, putCookie, type ResponseHead } from './response-head.ts'

function create(headers: Record<string, string | readonly string[]> = {}): ResponseHead {
  return {
    headersSent: false,
    getHeader: (name) => headers[name],
    setHeader: (name, value) => {
      headers[name] = value
    },
  }
}

describe('putCookie', () => {
  it('takes the place of a cookie of that name and leaves the others', () => {
    const out = create({ 'set-cookie': ['theme=dark', 'sojourn=old; Path=/', 'sojourn-2=x'] })
    putCookie(out, 'sojourn=new; Path=/')
    expect(out.getHeader('set-cookie')).toEqual(['theme=dark', 'sojourn-2=x', 'sojourn=new; Path=/'])
  })
  it('keeps a single cookie of the application', () => {
    const out = create({ 'set-cookie': 'theme=dark' })
    putCookie(out, 'sojourn=new')
    expect(out.getHeader('set-cookie')).toEqual(['theme=dark', 'sojourn=new'])
  })
})

describe('addVary', () => {
  it('adds a name once, in any case, and nothing to *', () => {
    const out = create({ vary: 'Accept-Encoding, origin' })
    addVary(out, 'Origin')
    expect(out.getHeader('vary')).toBe('Accept-Encoding, origin')
    addVary(out, 'Cookie')
    expect(out.getHeader('vary')).toBe('Accept-Encoding, origin, Cookie')
    const all = create({ vary: '*' })
    addVary(all, 'Origin')
    expect(all.getHeader('vary')).toBe('*')
  })
})
