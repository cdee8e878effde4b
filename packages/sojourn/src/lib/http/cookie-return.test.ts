import { describe, expect, it } from 'vitest'
import { createCookieReturn } from './cookie-return.ts'
import type { RequestHead } from './request-head.ts'

function from(userAgent: string, fetchSite = 'same-origin'): RequestHead {
  return {
    headers: { 'user-agent': userAgent, 'sec-fetch-site': fetchSite },
    socket: { remoteAddress: '203.0.113.7' },
  }
}
const create = () => createCookieReturn((head) => head.socket.remoteAddress ?? null)

describe('createCookieReturn', () => {
  it('speaks once a browser has come three times without the cookie that it was given', () => {
    const watch = create()
    expect(watch.missing(from('a'))).toBeNull()
    watch.sent(from('a'))
    expect([1, 2, 3, 4].map(() => watch.missing(from('a')) !== null)).toEqual([false, false, true, false])
  })
  it('minds only the browser that was given one, and only requests of its own pages', () => {
    const watch = create()
    watch.sent(from('a'))
    for (let request = 0; request < 5; request++) {
      expect(watch.missing(from('b'))).toBeNull()
      expect(watch.missing(from('a', 'cross-site'))).toBeNull()
    }
  })
  it('watches no longer once a cookie has come back', () => {
    const watch = create()
    watch.sent(from('a'))
    watch.arrived()
    watch.sent(from('a'))
    expect([1, 2, 3, 4].map(() => watch.missing(from('a')))).toEqual([null, null, null, null])
  })
  it('remembers a bounded number of browsers', () => {
    const watch = create()
    for (let browser = 0; browser < 1000; browser++) watch.sent(from(String(browser)))
    expect([1, 2, 3].map(() => watch.missing(from('999')))).toEqual([null, null, null])
  })
})
