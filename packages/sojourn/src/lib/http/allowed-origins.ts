import { SojournError } from '../engine/sojourn-error.ts'
import { Answer } from './answer.ts'
import { answerCode } from './problem-answer.ts'
import { type RequestHead, singleHeader } from './request-head.ts'
import { addVary, type ResponseHead } from './response-head.ts'

const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type',
  'access-control-max-age': '600',
} as const

/** @throws `config/invalid` for anything but exact origins: no `*`, no `null`, no path */
export function readAllowedOrigins(origins: readonly string[] = []): ReadonlySet<string> {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin && /^https?:/.test(origin)) continue
    throw new SojournError('config/invalid', `allowedOrigins: ${JSON.stringify(origin)} is no exact origin`)
  }
  return new Set(origins)
}

/**
 * Lets the pages of allowed origins read answers (CORS), and answers their preflights. Nothing is reflected that was
 * not on the list.
 */
export function admitOrigin(
  head: RequestHead,
  out: ResponseHead,
  allowed: ReadonlySet<string>,
): Answer | null {
  addVary(out, 'Origin')
  const { origin } = head.headers
  if (origin === undefined) return null
  const isPreflight =
    head.method === 'OPTIONS' && singleHeader(head, 'access-control-request-method') !== undefined
  if (allowed.has(origin)) {
    out.setHeader('access-control-allow-origin', origin)
    out.setHeader('access-control-allow-credentials', 'true')
    return isPreflight ? new Answer(204, preflightHeaders) : null
  }
  return isPreflight ? answerCode('request/cross-site', 'This origin is not allowed.') : null
}
