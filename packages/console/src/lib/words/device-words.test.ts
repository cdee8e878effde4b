import { describe, expect, it } from 'vitest'
import { deviceKind, deviceTitle, placeWords } from './device-words.ts'

const device = { kind: 'web', name: null, browser: null, system: null, country: null, network: null } as const

describe('a device in words', () => {
  it.each([
    [{ browser: 'Firefox', system: 'macOS' }, 'Firefox on macOS'],
    [{ browser: 'Firefox' }, 'Firefox'],
    [{ browser: 'Samsung Internet for Android', system: 'Android' }, 'Samsung Internet for Android'],
    [{ system: 'Windows', kind: 'native' }, 'App on Windows'],
    [{ kind: 'native' }, 'App on an unknown system'],
    [{ kind: 'token' }, 'Script or command line on an unknown system'],
    [{}, 'Browser on an unknown system'],
  ] as const)('%j is %s', (known, words) => {
    expect(deviceKind({ ...device, ...known })).toBe(words)
  })

  it('has the name that its owner gave it', () => {
    expect(deviceTitle({ ...device, browser: 'Firefox', name: 'At home' })).toBe('At home')
    expect(deviceTitle({ ...device, browser: 'Firefox' })).toBe('Firefox')
  })
})

describe('a place in words', () => {
  it.each([
    [{ country: 'DE', network: '203.0.113.0/24' }, 'Germany · network\u00a0203.0.113.0/24'],
    [{ country: 'SE', network: null }, 'Sweden'],
    [{ country: null, network: '2001:db8::/48' }, 'Network\u00a02001:db8::/48'],
    [{ country: null, network: '127.0.0.0/24' }, 'This machine'],
    [{ country: null, network: '0:0:0::/48' }, 'This machine'],
    [{ country: null, network: null }, 'Place unknown'],
    // What is no country is not shown, and breaks nothing.
    [{ country: 'QX', network: null }, 'Place unknown'],
    [{ country: 'de', network: null }, 'Place unknown'],
    [{ country: '<b>', network: null }, 'Place unknown'],
    [{ country: '', network: null }, 'Place unknown'],
  ])('%j is %s', (known, words) => {
    expect(placeWords(known)).toBe(words)
  })
})
