import { describe, expect, it } from 'vitest'
import { duplicateCookie, readCookie } from './read-cookie.ts'

describe('readCookie', () => {
  it('finds our cookie among others, wherever it stands', () => {
    for (const header of ['s=v', 'a=1; s=v', 's=v; a=1', 'a=1;s=v;b=2', 'a=1; \ts=v']) {
      expect(readCookie(header, 's')).toBe('v')
    }
  })
  it('looks at whole names only', () => {
    for (const header of ['xs=v', 'S=v', 's2=v', 'a=s=v', 'a=x s=v', 's', 's =v', '']) {
      expect(readCookie(header, 's')).toBeUndefined()
    }
  })
  it('refuses two cookies of our name, even when they are equal', () => {
    expect(readCookie('s=v; s=v', 's')).toBe(duplicateCookie)
    expect(readCookie('s=; a=1; s=w', 's')).toBe(duplicateCookie)
  })
  it('gives the exact text: nothing is unquoted, decoded or trimmed', () => {
    expect(readCookie('s="v"', 's')).toBe('"v"')
    expect(readCookie('s=%41', 's')).toBe('%41')
    expect(readCookie('s= v ; a=1', 's')).toBe(' v ')
    expect(readCookie('s=v=w', 's')).toBe('v=w')
    expect(readCookie('s=', 's')).toBe('')
  })
})
