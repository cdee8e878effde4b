import { BlockList, isIPv4 } from 'node:net'
import { SojournError } from '../engine/sojourn-error.ts'
import { plainAddress } from './network-of.ts'
import { type RequestHead, singleHeader } from './request-head.ts'
import { trimBlanks } from './trim-blanks.ts'

/**
 * The proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed: addresses and networks (`'10.0.0.0/8'`), with
 * `'loopback'` for those of this machine, or how many proxies stand in front of the server. Name proxies by address
 * where you can: with a number, whoever reaches the server directly is believed.
 */
export type ProxyOptions = readonly string[] | number

/** Where a request came from, as far as it can be believed. */
export interface Proxies {
  /** Whether the direct peer is a proxy that is believed. */
  trusts(head: RequestHead): boolean
  /** Whether the client's own connection is encrypted. */
  encrypted(head: RequestHead): boolean
  /** The host name that the client asked for, with its port. */
  host(head: RequestHead): string | undefined
  /** The client's address, or null when it is not known. */
  address(head: RequestHead): string | null
}

/** @throws `config/invalid` */
export function createProxies(options: ProxyOptions = []): Proxies {
  const isTrusted = typeof options === 'number' ? trustHops(options) : trustAddresses(options)
  const none = options === 0 || (typeof options === 'object' && options.length === 0)

  function trusts(head: RequestHead): boolean {
    return !none && isTrusted(plainAddress(head.socket.remoteAddress), 0)
  }
  return {
    trusts,
    encrypted(head) {
      if (head.socket.encrypted === true) return true
      return !none && trusts(head) && nearest(head, 'x-forwarded-proto')?.toLowerCase() === 'https'
    },
    host(head) {
      const forwarded = !none && trusts(head) ? nearest(head, 'x-forwarded-host') : undefined
      return forwarded ?? head.headers.host ?? singleHeader(head, ':authority')
    },
    address(head) {
      const peer = plainAddress(head.socket.remoteAddress)
      if (none) return peer
      const path = singleHeader(head, 'x-forwarded-for')?.split(',') ?? []
      let client = peer
      for (let hop = 0; isTrusted(client, hop) && path.length > 0; hop++)
        client = plainAddress(trimBlanks(path.pop() ?? ''))
      return client
    },
  }
}

/** The value that the direct peer wrote: the last one. Those before it came from further away. */
function nearest(head: RequestHead, name: string): string | undefined {
  const value = singleHeader(head, name)
  return value === undefined ? undefined : trimBlanks(value.slice(value.lastIndexOf(',') + 1)) || undefined
}

type IsTrusted = (address: string | null, hop: number) => boolean

function trustHops(hops: number): IsTrusted {
  if (!Number.isSafeInteger(hops) || hops < 0)
    throw new SojournError('config/invalid', `proxies: ${hops} is no count`)
  return (_address, hop) => hop < hops
}

function trustAddresses(texts: readonly string[]): IsTrusted {
  const list = new BlockList()
  for (const text of texts) addTo(list, text)
  let lastAddress: string | null = null
  let lastVerdict = false
  return (address) => {
    if (address === null) return false
    if (address !== lastAddress) {
      lastVerdict = list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
      lastAddress = address
    }
    return lastVerdict
  }
}

function addTo(list: BlockList, text: string): void {
  if (text === 'loopback') {
    list.addSubnet('127.0.0.0', 8, 'ipv4')
    list.addAddress('::1', 'ipv6')
    return
  }
  const [, address, prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const plain = plainAddress(address)
  const bits = plain !== null && isIPv4(plain) ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (plain === null || length > bits || length === 0) {
    throw new SojournError(
      'config/invalid',
      `proxies: ${JSON.stringify(text)} is no address, network or 'loopback'`,
    )
  }
  list.addSubnet(plain, length, bits === 32 ? 'ipv4' : 'ipv6')
}
