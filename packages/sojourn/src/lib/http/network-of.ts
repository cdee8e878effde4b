import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network of an address: the /24 of an IPv4 address, the /48 of an IPv6 one. A prefix tells networks apart and
 * points at nobody. Null when `address` is none.
 *
 * @example
 * networkOf('203.0.113.7')          // '203.0.113.0/24'
 * networkOf('2001:db8:1:2::7')      // '2001:db8:1::/48'
 * networkOf('::ffff:203.0.113.7')   // '203.0.113.0/24'
 */
export function networkOf(address: string | null | undefined): string | null {
  const plain = plainAddress(address)
  if (plain === null) return null
  if (isIPv4(plain)) return `${plain.slice(0, plain.lastIndexOf('.'))}.0/24`
  const [head = ''] = plain.split('::')
  const groups = [...head.split(':').filter(Boolean), '0', '0', '0'].slice(0, 3)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/48`
}

/** The address without zone, an IPv4 address mapped into IPv6 as IPv4; null when it is no address. */
export function plainAddress(address: string | null | undefined): string | null {
  if (!address) return null
  const [bare = ''] = address.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  return isIPv4(bare) || isIPv6(bare) ? bare : null
}
