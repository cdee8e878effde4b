import { describe, expect, it } from 'vitest'
import { createProxies, type ProxyOptions } from './proxies.ts'

function from(remoteAddress: string, headers: Record<string, string>, options?: ProxyOptions) {
  const head = { headers: { host: 'inner', ...headers }, socket: { remoteAddress } }
  const proxies = createProxies(options)
  return { address: proxies.address(head), encrypted: proxies.encrypted(head), host: proxies.host(head) }
}
const forwarded = {
  'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.1.1.1',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'app.example',
}

describe('createProxies', () => {
  it('believes nobody by default', () => {
    expect(from('10.0.0.1', forwarded)).toEqual({ address: '10.0.0.1', encrypted: false, host: 'inner' })
  })
  it('believes no peer outside the list', () => {
    expect(from('192.0.2.9', forwarded, ['10.0.0.0/8'])).toEqual({
      address: '192.0.2.9',
      encrypted: false,
      host: 'inner',
    })
  })
  it('walks from the right to the first address that is no proxy', () => {
    expect(from('10.0.0.1', forwarded, ['10.0.0.0/8'])).toEqual({
      address: '203.0.113.7',
      encrypted: true,
      host: 'app.example',
    })
  })
  it('knows an IPv4 proxy that is written as IPv6, and the names of this machine', () => {
    expect(from('::ffff:10.0.0.1', forwarded, ['10.0.0.0/8']).encrypted).toBe(true)
    expect(from('::1', forwarded, ['loopback']).encrypted).toBe(true)
    expect(from('127.0.0.1', forwarded, ['loopback']).address).toBe('10.1.1.1')
    expect(from('fd00::1', forwarded, ['fd00::/8']).encrypted).toBe(true)
  })
  it('counts hops when it is given a number', () => {
    expect(from('192.0.2.9', forwarded, 1).address).toBe('10.1.1.1')
    expect(from('192.0.2.9', forwarded, 2).address).toBe('203.0.113.7')
    expect(from('192.0.2.9', forwarded, 9).address).toBe('198.51.100.1')
    expect(from('192.0.2.9', forwarded, 0)).toEqual({ address: '192.0.2.9', encrypted: false, host: 'inner' })
  })
  it('believes only what the nearest proxy wrote', () => {
    const forged = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'evil.example, app.example' }
    expect(from('10.0.0.1', forged, ['10.0.0.1'])).toMatchObject({ encrypted: false, host: 'app.example' })
  })
  it('says that it does not know instead of taking what is no address', () => {
    for (const text of ['unknown', '_hidden', '1.2.3.4:99', ' ', '1.2.3.4, <script>']) {
      expect(from('10.0.0.1', { 'x-forwarded-for': text }, ['10.0.0.1']).address).toBeNull()
    }
  })
  it('takes nothing off what the nearest proxy wrote but spaces and tabs', () => {
    const odd = (blank: string) =>
      from(
        '10.0.0.1',
        {
          'x-forwarded-for': `203.0.113.7,${blank}198.51.100.1${blank}`,
          'x-forwarded-proto': `http,${blank}https`,
          'x-forwarded-host': `${blank}app.example`,
        },
        ['10.0.0.0/8'],
      )
    expect(odd(' \t')).toEqual({ address: '198.51.100.1', encrypted: true, host: 'app.example' })
    expect(odd('\xa0')).toEqual({ address: null, encrypted: false, host: '\xa0app.example' })
  })
  it('refuses a list that it cannot read', () => {
    for (const options of [
      ['10.0.0.0/33'],
      ['proxy.example'],
      ['0.0.0.0/0'],
      ['10.0.0.1/x'],
      [''],
      -1,
      1.5,
    ]) {
      expect(() => createProxies(options as ProxyOptions)).toThrow(
        expect.objectContaining({ code: 'config/invalid' }),
      )
    }
  })
})
