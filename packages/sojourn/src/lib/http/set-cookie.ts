import { SojournError } from '../engine/sojourn-error.ts'
import type { CookieShape } from './cookie-options.ts'

/** Browsers refuse more than this for name and value together (RFC 6265bis §5.6, ASVS 5.0 §3.3.5). */
const mostBytes = 4096
/** Browsers keep no cookie for longer (RFC 6265bis §5.6.1). */
const longestSeconds = 400 * 86_400
const valuePattern = /^[A-Za-z0-9_.~+/=-]+$/

/**
 * The `Set-Cookie` line of a credential.
 *
 * @param lifetimeMs how long the browser may keep it; null for as long as it stays open
 * @throws `cookie/too-large`, `usage/invalid`
 */
export function setCookieLine(shape: CookieShape, value: string, lifetimeMs: number | null): string {
  if (!valuePattern.test(value))
    throw new SojournError('usage/invalid', 'a cookie value with stray characters')
  if (shape.name.length + value.length > mostBytes) {
    throw new SojournError('cookie/too-large', `${shape.name}: over ${mostBytes} bytes`)
  }
  const age =
    lifetimeMs === null
      ? ''
      : `; Max-Age=${Math.min(Math.max(0, Math.floor(lifetimeMs / 1000)), longestSeconds)}`
  return `${shape.name}=${value}${shape.attributes}${age}`
}

/** The `Set-Cookie` line that makes a browser forget the cookie. */
export function expireCookieLine(shape: CookieShape): string {
  return `${shape.name}=${shape.attributes}; Max-Age=0`
}
