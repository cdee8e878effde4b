import { BlockList, isIPv4 } from 'node:net'

const own = new BlockList()
own.addSubnet('127.0.0.0', 8, 'ipv4')
own.addAddress('::1', 'ipv6')

/** Whether only this machine can reach what listens there. */
export function isLoopbackAddress(address: string): boolean {
  return own.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** Whether a URL's host is this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || /^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)
}
