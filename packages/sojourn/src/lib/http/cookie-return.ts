import { type RequestHead, singleHeader } from './request-head.ts'
import type { Undeliverable } from './undeliverable.ts'

/** Watches whether the first cookies come back, until one has. */
export interface CookieReturn {
  /** A cookie goes out in the answer to `head`. */
  sent(head: RequestHead): void
  /** A cookie of ours arrived: from here on nothing is watched. */
  arrived(): void
  /** A request came without one. What is wrong, when its browser should have sent it. */
  missing(head: RequestHead): Undeliverable | null
}

/** How many requests of a browser have to come without the cookie. */
const missesUntilCertain = 3
const mostWatched = 100
const lost: Undeliverable = {
  cause: 'a browser was given the cookie, and its next requests came without it',
  fix: 'see that no proxy removes Set-Cookie or Cookie, that the page is not embedded in another site, and that the browser keeps cookies',
}

/** @param addressOf tells browsers apart, together with the user agent; kept in memory for the moment only */
export function createCookieReturn(addressOf: (head: RequestHead) => string | null): CookieReturn {
  const misses = new Map<string, number>()
  let isWatching = true
  const keyOf = (head: RequestHead): string => `${addressOf(head)} ${head.headers['user-agent']}`

  return {
    sent(head) {
      if (isWatching && misses.size < mostWatched) misses.set(keyOf(head), 0)
    },
    arrived() {
      if (!isWatching) return
      isWatching = false
      misses.clear()
    },
    missing(head) {
      // Only what a page of this site asks for: a browser would have sent the cookie along.
      if (misses.size === 0 || singleHeader(head, 'sec-fetch-site') !== 'same-origin') return null
      const key = keyOf(head)
      const before = misses.get(key)
      if (before === undefined) return null
      if (before + 1 < missesUntilCertain) {
        misses.set(key, before + 1)
        return null
      }
      misses.delete(key)
      return lost
    },
  }
}
