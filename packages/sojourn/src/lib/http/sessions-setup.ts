import type { RequestContext } from '../engine/session.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import { readAllowedOrigins } from './allowed-origins.ts'
import { type CookieReturn, createCookieReturn } from './cookie-return.ts'
import { networkOf } from './network-of.ts'
import { createProxies } from './proxies.ts'
import type { RequestHead } from './request-head.ts'
import { judgeOrigin, type OriginVerdict } from './same-origin.ts'
import type { SessionsOptions } from './sessions-options.ts'
import { createSites, type Site } from './sites.ts'
import { createCookieDoctor, type Undeliverable, whyUndeliverable } from './undeliverable.ts'

/** What all requests of one `sessions()` share: the options, decided. */
export interface SessionsSetup {
  readonly sojourn: Sojourn
  readonly allowedOrigins: ReadonlySet<string>
  readonly persistent: boolean
  readonly cacheControl: string | null
  /** Undefined when its host is not served here. */
  siteOf(head: RequestHead): Site | undefined
  /** How to have the request's host served. */
  explainHost(head: RequestHead): string
  judge(head: RequestHead, site: Site): OriginVerdict
  /** Tells why a cookie could not arrive; null when nothing speaks against it. */
  diagnose(head: RequestHead, site: Site): Undeliverable | null
  /** A request came without our cookie: says so when it should have had it. */
  noteMissingCookie(head: RequestHead): void
  readonly cookieReturn: CookieReturn
  contextOf(head: RequestHead): RequestContext
}

/** What an unsafe request that came from elsewhere is told. */
export const crossSiteDetail =
  'A request that writes has to come from a page of this site: it needs Sec-Fetch-Site: same-origin, or an Origin equal to the public one.'

/** @throws `config/invalid` */
export function createSessionsSetup(sojourn: Sojourn, options: SessionsOptions = {}): SessionsSetup {
  if (typeof sojourn?.peek !== 'function') {
    throw new SojournError('config/invalid', 'sessions(sojourn): give it what createSojourn resolves to')
  }
  const sites = createSites(options.origin, options.cookie)
  const proxies = createProxies(options.proxies)
  const allowedOrigins = readAllowedOrigins(options.allowedOrigins)
  const report = createCookieDoctor(sojourn)
  const cookieReturn = createCookieReturn(proxies.address)

  function contextOf(head: RequestHead): RequestContext {
    return {
      network: networkOf(proxies.address(head)),
      userAgent: head.headers['user-agent']?.slice(0, 255) ?? null,
    }
  }
  return {
    sojourn,
    allowedOrigins,
    persistent: options.cookie?.persistent ?? false,
    cacheControl: options.cacheControl === undefined ? 'private, no-cache' : options.cacheControl,
    siteOf: (head) => sites.find(proxies.host(head), proxies.encrypted(head)),
    explainHost(head) {
      const host = proxies.host(head) ?? ''
      const shown = /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : 'app.example'
      return `This host is not served. If it should be: sessions(sojourn, { origin: 'https://${shown}' }).`
    },
    judge: (head, site) => judgeOrigin(head.headers, site.origin, allowedOrigins),
    diagnose(head, site) {
      const found = whyUndeliverable(head, site, proxies)
      if (found !== null) report(found, contextOf(head))
      return found
    },
    cookieReturn,
    noteMissingCookie(head) {
      const found = cookieReturn.missing(head)
      if (found !== null) report(found, contextOf(head))
    },
    contextOf,
  }
}
