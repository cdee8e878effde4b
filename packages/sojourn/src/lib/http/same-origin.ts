import type { RequestHeaders } from './request-head.ts'

/**
 * Where a request was made, as its browser says: a page of this site, one of an origin that is allowed by name, another
 * one, or `unknown` when no browser says anything.
 */
export type OriginVerdict = 'same' | 'allowed' | 'other' | 'unknown'

/**
 * Judges the headers that a page can't forge. `Sec-Fetch-Site` decides, `Origin` where it is absent; when both are
 * present, both must pass. `Origin: null` passes only beside `Sec-Fetch-Site: same-origin`, as it is what a page with
 * `Referrer-Policy: no-referrer` sends. (ASVS 5.0 §3.5.1)
 */
export function judgeOrigin(
  headers: RequestHeaders,
  own: string,
  allowed: ReadonlySet<string>,
): OriginVerdict {
  const fetchSite = headers['sec-fetch-site']
  const { origin } = headers
  if (origin !== undefined && allowed.has(origin)) return 'allowed'
  if (fetchSite === undefined) return origin === undefined ? 'unknown' : origin === own ? 'same' : 'other'
  if (fetchSite !== 'same-origin') return 'other'
  return origin === undefined || origin === own || origin === 'null' ? 'same' : 'other'
}
