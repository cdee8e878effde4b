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
    if (header.charCodeAt(valueAt - 1) !== equals || !beginsPair(header, at)) continue
    if (found !== undefined) return duplicateCookie
    const end = header.indexOf(';', valueAt)
    found = end === -1 ? header.slice(valueAt) : header.slice(valueAt, end)
  }
  return found
}

const [tab, space, semicolon, equals] = [0x09, 0x20, 0x3b, 0x3d]

function beginsPair(header: string, at: number): boolean {
  let before = at - 1
  while (header.charCodeAt(before) === space || header.charCodeAt(before) === tab) before--
  return before < 0 || header.charCodeAt(before) === semicolon
}
