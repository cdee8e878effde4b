import { describe, expect, it } from 'vitest'
import { safeRedirect } from './redirect-target.ts'

const elsewhere = [
  '',
  ' ',
  'evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\\/evil.example',
  '/a\\b',
  'https://evil.example',
  'https:evil.example',
  'http:///evil.example',
  'HTTPS://evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\nLocation: x',
  '\t//evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/%2f%2fevil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/%5C%5Cevil.example',
  '//%65vil.example',
  '@evil.example',
  'user@evil.example',
  '//user:pw@evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/%2e%2e/%2fevil.example',
  '/\u0000/evil.example',
  '/\u2028x',
  '/\u00a0/evil.example',
  '／／evil.example',
  '/\u3002',
  '.',
  '..',
  './x',
  '../x',
  '?x=1',
  '#x',
  'x/y',
  '/é',
  `/${'a'.repeat(3000)}`,
]

describe('safeRedirect', () => {
  it.each(elsewhere)('goes to the fallback instead of %j', (text) => {
    expect(safeRedirect(text, '/home')).toBe('/home')
  })
  it('goes to the fallback for what is no text', () => {
    for (const value of [undefined, null, 1, {}, ['/a'], ['/a', '/b'], { toString: () => '/a' }]) {
      expect(safeRedirect(value, '/home')).toBe('/home')
    }
  })
  it('keeps paths of this site with query and fragment', () => {
    for (const text of [
      '/',
      '/cart',
      '/a/b?c=d&e=%2F%2Ff#g',
      '/@ann',
      '/a//b',
      '/a?next=//evil.example',
      '/x:y',
    ]) {
      expect(safeRedirect(text, '/home')).toBe(text)
    }
  })
})
