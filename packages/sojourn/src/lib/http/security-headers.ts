import { randomBytes } from 'node:crypto'
import { type Duration, parseDuration } from '../engine/duration.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import { createProxies, type ProxyOptions } from './proxies.ts'
import type { RequestHead } from './request-head.ts'
import type { ResponseHead } from './response-head.ts'
import { isLoopbackName } from './sites.ts'

/** The options of `securityHeaders()` in every bridge. */
export interface SecurityHeadersOptions {
  /**
   * Directives of the content security policy by name, in place of the strict default's; null takes one away. Text that
   * stands for itself, like `"'self' https://cdn.example"`.
   */
  readonly csp?: Readonly<Record<string, string | null>>
  /** Draw a nonce a request for `script-src` and `style-src`. Default false. */
  readonly nonce?: boolean
  /** `max-age` of Strict-Transport-Security, sent on HTTPS only; at least `'365d'`, or null for none. Default `'730d'`. */
  readonly hsts?: Duration | null
  /** As for `sessions()`: behind which proxies HTTPS is believed. */
  readonly proxies?: ProxyOptions
}

/** Sets the headers of one answer. The nonce for its scripts and styles, or null. */
export type SetSecurityHeaders = (head: RequestHead, out: ResponseHead) => string | null

/** Own files only, nothing inline, in no one's frame (ASVS 5.0 §3.4.3, §3.4.6). */
const strictPolicy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
}
/** `same-origin` rather than `no-referrer`, with which browsers send `Origin: null` beside a form. */
const fixedHeaders = Object.entries({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
})

/** @throws `config/invalid` */
export function createSecurityHeaders(options: SecurityHeadersOptions = {}): SetSecurityHeaders {
  const proxies = createProxies(options.proxies)
  const directives = readDirectives(options.csp)
  const policy = writePolicy(directives)
  const transport = readTransport(options.hsts)
  const framed = directives.get('frame-ancestors') !== "'none'"
  const headers = fixedHeaders.filter(([name]) => !(framed && name === 'x-frame-options'))

  return (head, out) => {
    for (const [name, value] of headers) out.setHeader(name, value)
    if (transport !== null && proxies.encrypted(head) && !isLoopback(proxies.host(head))) {
      out.setHeader('strict-transport-security', transport)
    }
    const nonce = options.nonce ? randomBytes(16).toString('base64') : null
    out.setHeader('content-security-policy', nonce === null ? policy : writePolicy(directives, nonce))
    return nonce
  }
}

function readDirectives(changes: Readonly<Record<string, string | null>> = {}): ReadonlyMap<string, string> {
  const directives = new Map(Object.entries(strictPolicy))
  for (const [name, value] of Object.entries(changes)) {
    if (!/^[a-z-]+$/.test(name) || (value !== null && !/^[!-+\--:<-~ ]*$/.test(value))) {
      throw new SojournError(
        'config/invalid',
        `csp: ${JSON.stringify(name)}: a directive's name, and its value without ; or ,`,
      )
    }
    if (value === null) directives.delete(name)
    else directives.set(name, value)
  }
  return directives
}

function writePolicy(directives: ReadonlyMap<string, string>, nonce?: string): string {
  const parts = [...directives].map(([name, value]) => {
    const own =
      nonce !== undefined && (name === 'script-src' || name === 'style-src') ? ` 'nonce-${nonce}'` : ''
    return `${name} ${value}${own}`.trimEnd()
  })
  return parts.join('; ')
}

function readTransport(hsts: Duration | null = '730d'): string | null {
  if (hsts === null) return null
  const maxAgeMs = parseDuration(hsts, 'hsts')
  if (maxAgeMs < parseDuration('365d', 'hsts')) {
    throw new SojournError('config/invalid', "hsts: at least '365d' (ASVS 5.0 §3.4.1), or null for none")
  }
  return `max-age=${Math.floor(maxAgeMs / 1000)}; includeSubDomains`
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && isLoopbackName(host.replace(/:\d+$/, ''))
}
