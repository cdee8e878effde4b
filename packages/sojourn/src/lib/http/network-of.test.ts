import { describe, expect, it } from 'vitest'
import { networkOf, plainAddress } from './network-of.ts'

describe('networkOf', () => {
  it('keeps the /24 of an IPv4 address and the /48 of an IPv6 one', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.0/24')
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48')
    expect(networkOf('2001:0DB8:0001::7')).toBe('2001:db8:1::/48')
    expect(networkOf('2001:db8::7')).toBe('2001:db8:0::/48')
    expect(networkOf('::1')).toBe('0:0:0::/48')
  })
  it('sees an IPv4 address in an IPv6 one, and drops a zone', () => {
    expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.0/24')
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0::/48')
  })
  it('knows what is no address', () => {
    for (const text of [
      null,
      undefined,
      '',
      'unknown',
      '203.0.113',
      '203.0.113.7:80',
      'x::y',
      '1'.repeat(500),
    ]) {
      expect(networkOf(text)).toBeNull()
      expect(plainAddress(text)).toBeNull()
    }
  })
})
