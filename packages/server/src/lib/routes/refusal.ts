import { type ErrorCode, errors, type Problem } from '@sojourn/protocol'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { SojournError } from 'sojourn'

/** Why a request does not get what it asked for. */
export interface Refusal {
  readonly status: 'refused'
  readonly code: ErrorCode
  /** What to do about it. Never holds a secret, nor what a stranger typed. */
  readonly detail: string
  readonly retryAfterSeconds?: number | undefined
}

/** When a 429 or 503 says nothing itself. */
const retryAfterSeconds = 2

/** A refusal with its code. */
export function refuse(code: ErrorCode, detail: string): Refusal {
  return { status: 'refused', code, detail }
}

/** The refusal that something thrown stands for, or null when it is a fault of the server's own. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof SojournError)) return null
  if (error.status < 500) return refuse(error.code, error.message)
  if (error.status !== 503) return null
  return refuse(
    error.code,
    `${errors[error.code].title}. Nothing was changed for certain: try again in a moment.`,
  )
}

/** Answers with a problem document (RFC 9457). */
export function answerRefusal(c: Context, refusal: Refusal): Response {
  const { code, detail } = refusal
  const { status, title } = errors[code]
  const problem: Problem = { type: `urn:sojourn:problem:${code}`, title, status, code, detail }
  c.header('content-type', 'application/problem+json; charset=utf-8')
  c.header('cache-control', 'no-store')
  if (status === 401) c.header('www-authenticate', challengeOf(code))
  if (status === 429 || status === 503) {
    c.header('retry-after', String(Math.max(1, Math.ceil(refusal.retryAfterSeconds ?? retryAfterSeconds))))
  }
  return c.body(JSON.stringify(problem), status as ContentfulStatusCode) // every status of a code has a body
}

/** Answers a fault of the server's own: it says nothing. */
export function answerFault(c: Context): Response {
  c.header('content-type', 'application/problem+json; charset=utf-8')
  c.header('cache-control', 'no-store')
  return c.body(JSON.stringify({ type: 'about:blank', title: 'Internal Server Error', status: 500 }), 500)
}

/**
 * RFC 6750 §3: `invalid_token` makes clients renew or drop what they hold, so it is said only of credentials that were
 * presented. A wrong password says nothing about them.
 */
function challengeOf(code: ErrorCode): string {
  return code === 'session/none' || code === 'auth/wrong-credentials'
    ? 'Bearer'
    : `Bearer error="invalid_token", error_description="${errors[code].title}"`
}
