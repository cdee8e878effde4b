import { SojournError } from '../engine/sojourn-error.ts'

/** The session cookie. */
export interface CookieOptions {
  /** The name without its prefix; default `'sojourn'`. */
  readonly name?: string
  /** Default `'lax'`. With `'strict'`, a link from another site arrives without the session. */
  readonly sameSite?: 'lax' | 'strict'
  /**
   * Keep it when the browser closes, until the session's absolute lifetime ends, at most 400 days. Default false: a
   * session cookie. (SP 800-63B-4 §5.1; ask the person before you turn it on.)
   */
  readonly persistent?: boolean
  /** Default `'__Host-'`. `'__Host-Http-'` also promises that no script has set it, in browsers that know it. */
  readonly prefix?: '__Host-' | '__Host-Http-'
  /** Share the cookie with the subdomains of this name. The prefix is then `__Secure-`. Default: none. */
  readonly domain?: string
}

/** The cookie as it is set on one site. */
export interface CookieShape {
  readonly name: string
  /** What follows name and value: `; Path=/; HttpOnly; …` */
  readonly attributes: string
}

const namePattern = /^[A-Za-z0-9_-]{1,64}$/
const domainPattern = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

/**
 * The cookie on encrypted sites.
 *
 * @throws `config/invalid`
 */
export function secureCookie(options: CookieOptions): CookieShape {
  const { domain } = options
  if (domain !== undefined && !domainPattern.test(domain)) {
    throw new SojournError('config/invalid', `cookie.domain: ${JSON.stringify(domain)} is no domain name`)
  }
  const prefix = domain === undefined ? (options.prefix ?? '__Host-') : '__Secure-'
  const scope = domain === undefined ? '' : `; Domain=${domain}`
  return { name: prefix + baseName(options), attributes: `; Path=/${scope}; Secure${common(options)}` }
}

/** The cookie on plain HTTP to this machine itself: by port, as cookies do not tell ports apart, and without Secure. */
export function loopbackCookie(options: CookieOptions, port: string): CookieShape {
  return { name: `${baseName(options)}-${port}`, attributes: `; Path=/${common(options)}` }
}

function common({ sameSite = 'lax' }: CookieOptions): string {
  if (sameSite !== 'lax' && sameSite !== 'strict') {
    throw new SojournError('config/invalid', "cookie.sameSite: 'lax' or 'strict'")
  }
  return `; HttpOnly; SameSite=${sameSite === 'lax' ? 'Lax' : 'Strict'}`
}

function baseName({ name = 'sojourn' }: CookieOptions): string {
  if (!namePattern.test(name)) {
    throw new SojournError('config/invalid', 'cookie.name: 1 to 64 letters, digits, hyphens and underscores')
  }
  return name
}
