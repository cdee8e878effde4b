import type { RequestContext } from '../engine/session.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import type { Proxies } from './proxies.ts'
import { type RequestHead, singleHeader } from './request-head.ts'
import type { Site } from './sites.ts'

/** Why a cookie could never arrive, and what to change. */
export interface Undeliverable {
  readonly cause: string
  readonly fix: string
}

/** Why a cookie that is set in the answer to `head` would not come back, or null when nothing speaks against it. */
export function whyUndeliverable(head: RequestHead, site: Site, proxies: Proxies): Undeliverable | null {
  if (!site.confidential) {
    return singleHeader(head, 'x-forwarded-proto')?.toLowerCase().endsWith('https') && !proxies.trusts(head)
      ? {
          cause:
            'a proxy says that it received the request over HTTPS, but it is not among the proxies that are believed',
          fix: `sessions(sojourn, { proxies: ['${head.socket.remoteAddress ?? 'the address of the proxy'}'] })`,
        }
      : {
          cause: 'the request came over plain HTTP, and browsers keep a Secure cookie from HTTPS only',
          fix: 'serve HTTPS; behind a proxy that does, let it send X-Forwarded-Proto and name it in `proxies`',
        }
  }
  const storageAccess = singleHeader(head, 'sec-fetch-storage-access')
  if (
    storageAccess === 'none' ||
    storageAccess === 'inactive' ||
    singleHeader(head, 'sec-fetch-site') === 'cross-site'
  ) {
    return {
      cause: 'the request was made in the context of another site, where browsers keep no SameSite cookie',
      fix: "open the application in a window of its own, or sign in with client: { kind: 'token' } and send Bearer",
    }
  }
  return null
}

/** Tells once a process what to change, and raises an event each time. */
export function createCookieDoctor(
  sojourn: Pick<Sojourn, 'report'>,
): (found: Undeliverable, context: RequestContext) => void {
  let warned = false
  return (found, context) => {
    sojourn.report('cookie/undeliverable', found, context)
    if (warned) return
    warned = true
    process.emitWarning(
      `The session cookie cannot arrive: ${found.cause}. To mend it: ${found.fix}`,
      'SojournWarning',
    )
  }
}
