import { describe, expect, it } from 'vitest'
import { readReturnPath, signInPath } from './page-path.ts'

describe('the page after a sign-in', () => {
  it.each(['/devices', '/security', '/profile'] as const)('is %s when that was asked for', (path) => {
    expect(readReturnPath(new URL(signInPath(path), 'http://localhost').search)).toBe(path)
  })

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/devices',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/devices/..//evil.example',
    '/devices@evil.example',
    '/devices?next=//evil.example',
    '/devices#//evil.example',
    '/devices ',
    ' /devices',
    '/devices\u0000',
    '/devices%2f..',
    '/DEVICES',
    '/sign-in',
    '/auth/logout',
    '/outbox',
    '.',
    '',
  ])('is the first page when a link asks for %j', (next) => {
    expect(readReturnPath(`?next=${encodeURIComponent(next)}`)).toBe('/devices')
    expect(readReturnPath(`?next=${next}`)).toMatch(/^\/devices$/)
  })

  it('is the first page when nothing is asked for, or twice', () => {
    expect(readReturnPath('')).toBe('/devices')
    expect(readReturnPath('?next=//evil.example&next=/security')).toBe('/devices')
  })

  it('is not put into the address when it is the first page, or no page', () => {
    expect(signInPath('/devices')).toBe('/sign-in')
    expect(signInPath('//evil.example')).toBe('/sign-in')
    expect(signInPath('/security')).toBe('/sign-in?next=%2Fsecurity')
  })
})
