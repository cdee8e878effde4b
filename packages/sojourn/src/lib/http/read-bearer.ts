import type { RequestHead } from './request-head.ts'

/** An `Authorization: Bearer` that is not one credential. */
export const malformedBearer: unique symbol = Symbol('malformed Bearer')

const scheme = /^bearer(?:[ \t,]|$)/i
const token68 = /^[A-Za-z0-9._~+/-]+=*$/

/**
 * The Bearer credential of a request: undefined when there is none, `malformedBearer` when there are two or its text is
 * not exactly `Bearer <token68>` (RFC 6750 §2.1). Query strings and bodies are never looked at.
 */
export function readBearer(head: RequestHead): string | undefined | typeof malformedBearer {
  const authorization = head.headers.authorization
  if (authorization === undefined || !scheme.test(authorization)) return undefined
  const token = authorization.slice('Bearer '.length)
  const isExact = authorization[6] === ' ' && token68.test(token)
  return isExact && !isSentTwice(head.rawHeaders) ? token : malformedBearer
}

/** Servers keep the first of two `Authorization` headers, and a proxy may have looked at the other one. */
function isSentTwice(rawHeaders: readonly string[] | undefined): boolean {
  if (rawHeaders === undefined) return false
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count++
  }
  return count > 1
}
