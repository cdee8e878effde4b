import type { Context, ErrorHandler, MiddlewareHandler, Next } from 'hono'
import type { Sojourn } from '../engine/sojourn.ts'
import { Answer } from '../http/answer.ts'
import { answerError } from '../http/problem-answer.ts'
import { isSafeMethod } from '../http/request-head.ts'
import type { RequestSession } from '../http/request-session.ts'
import { createRequirement, type RequireSessionOptions } from '../http/require-session.ts'
import { createSecurityHeaders, type SecurityHeadersOptions } from '../http/security-headers.ts'
import { SessionDoor } from '../http/session-door.ts'
import type { SessionsOptions } from '../http/sessions-options.ts'
import { alreadySent, responseOf } from './answer-response.ts'
import { ContextHead, requestHeadOf } from './context-head.ts'

declare module 'hono' {
  interface ContextVariableMap {
    session: RequestSession
    /** The nonce for the page's own scripts and styles: `securityHeaders({ nonce: true })`. */
    cspNonce: string | null
  }
}

/**
 * Gives each request its `c.get('session')`. After reading a body call `session.recheck()`: a client can hold a body
 * back, and the session may have ended when the last of it arrives.
 *
 * @throws `config/invalid`
 * @example
 * app.use(sessions(sojourn, { origin: 'https://app.example' }))
 */
export function sessions(sojourn: Sojourn, options?: SessionsOptions): MiddlewareHandler {
  const door = new SessionDoor(sojourn, options)
  // Hono awaits either. Each `async` here would cost a request about half a microsecond.
  return (c, next): Promise<Response | undefined> => {
    const out = new ContextHead(c)
    const opened = door.open(requestHeadOf(c), out)
    if (!(opened instanceof Promise)) return admit(c, next, opened)
    return opened.then((late) => (out.headersSent ? alreadySent() : admit(c, next, late)))
  }
}

/**
 * Lets a request pass only with a session that fits; answers 401, 403 or 503 with a problem document.
 *
 * @throws `config/invalid`; and in a request `usage/invalid` when `sessions()` did not run before
 * @example
 * app.get('/admin', requireSession({ role: 'admin', maxAge: '10m' }), showAdmin)
 */
export function requireSession(options?: RequireSessionOptions): MiddlewareHandler {
  const judge = createRequirement(options)
  return (c, next): Promise<Response | undefined> => {
    const answer = judge(c.get('session'))
    return answer === null ? passOn(next) : Promise.resolve(responseOf(answer, c))
  }
}

/**
 * Sets a strict content security policy and the other headers that protect a page. Use it first.
 *
 * @throws `config/invalid`
 * @example
 * app.use(securityHeaders({ csp: { 'img-src': "'self' https://images.example" } }))
 */
export function securityHeaders(options?: SecurityHeadersOptions): MiddlewareHandler {
  const set = createSecurityHeaders(options)
  return async (c, next) => {
    c.set('cspNonce', set(requestHeadOf(c), new ContextHead(c)))
    await next()
  }
}

/**
 * Answers what was thrown with a problem document.
 *
 * @example
 * app.onError(problems())
 */
export function problems(): ErrorHandler {
  return (error, c) => {
    const answer = answerError(isBodyError(error, c) ? { status: 400 } : error)
    if (answer.status === 500) console.error(error)
    return responseOf(answer, c)
  }
}

/** `c.req.json()` throws what `JSON.parse` throws. */
function isBodyError(error: Error, c: Context): boolean {
  return error instanceof SyntaxError && error.message.includes('JSON') && !isSafeMethod(c.req.method)
}

function admit(c: Context, next: Next, opened: RequestSession | Answer): Promise<Response | undefined> {
  if (opened instanceof Answer) return Promise.resolve(responseOf(opened, c))
  c.set('session', opened)
  return passOn(next)
}

function passOn(next: Next): Promise<undefined> {
  return next() as Promise<undefined> // it resolves to nothing
}
