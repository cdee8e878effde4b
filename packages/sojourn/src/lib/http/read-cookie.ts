/** What a `Cookie` header says about one cookie. */
export type ReadCookie = string | undefined | typeof duplicateCookie

/** The cookie was sent twice: one of the two was not set by us. */
export const duplicateCookie: unique symbol = Symbol('duplicate cookie')

/**
 * Reads one cookie, exactly as it was sent: no unquoting, no percent-decoding, no trimming, so that one credential has
 * one text. Looks at nothing else in the header. (RFC 6265 §5.4)
 */
export function readCookie(header: string, name: string): ReadCookie {
  let found: string | undefined
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, at + name.length)) {
    const valueAt = at + name.length + 1
    if (header[valueAt - 1] !== '=' || !beginsPair(header, at)) continue
    if (found !== undefined) return duplicateCookie
    const end = header.indexOf(';', valueAt)
    found = end === -1 ? header.slice(valueAt) : header.slice(valueAt, end)
  }
  return found
}

function beginsPair(header: string, at: number): boolean {
  let before = at - 1
  while (header[before] === ' ' || header[before] === '\t') before--
  return before < 0 || header[before] === ';'
}
