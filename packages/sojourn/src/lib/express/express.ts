import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Sojourn } from '../engine/sojourn.ts'
import { answerError } from '../http/problem-answer.ts'
import type { RequestSession } from '../http/request-session.ts'
import { createRequirement, type RequireSessionOptions } from '../http/require-session.ts'
import { createSecurityHeaders, type SecurityHeadersOptions } from '../http/security-headers.ts'
import { SessionDoor } from '../http/session-door.ts'
import type { SessionsOptions } from '../http/sessions-options.ts'
import { admit, sendAnswer } from './send-answer.ts'

declare global {
  namespace Express {
    interface Request {
      session: RequestSession
    }
    interface Locals {
      /** The nonce for the page's own scripts and styles: `securityHeaders({ nonce: true })`. */
      cspNonce?: string
    }
  }
}

/**
 * Gives each request its `req.session`. Use it after the body parsers: a client can hold a body back, and the session may
 * have ended when the last of it arrives.
 *
 * @throws `config/invalid`
 * @example
 * app.use(express.json(), sessions(sojourn, { origin: 'https://app.example' }))
 */
export function sessions(sojourn: Sojourn, options?: SessionsOptions): RequestHandler {
  const door = new SessionDoor(sojourn, options)
  return (req, res, next) => {
    const opened = door.open(req, res)
    if (!(opened instanceof Promise)) return admit(req, res, next, opened)
    opened
      .then((late) => {
        if (!res.headersSent) admit(req, res, next, late) // else somebody grew tired of waiting, and has answered
      })
      .catch(next)
  }
}

/**
 * Lets a request pass only with a session that fits; answers 401, 403 or 503 with a problem document.
 *
 * @throws `config/invalid`; and in a request `usage/invalid` when `sessions()` did not run before
 * @example
 * app.get('/admin', requireSession({ role: 'admin', maxAge: '10m' }), showAdmin)
 */
export function requireSession(options?: RequireSessionOptions): RequestHandler {
  const judge = createRequirement(options)
  return (req, res, next) => {
    const answer = judge(req.session)
    if (answer === null) next()
    else sendAnswer(res, answer)
  }
}

/**
 * Sets a strict content security policy and the other headers that protect a page. Use it first.
 *
 * @throws `config/invalid`
 * @example
 * app.use(securityHeaders({ csp: { 'img-src': "'self' https://images.example" } }))
 */
export function securityHeaders(options?: SecurityHeadersOptions): RequestHandler {
  const set = createSecurityHeaders(options)
  return (req, res, next) => {
    const nonce = set(req, res)
    if (nonce !== null) res.locals.cspNonce = nonce
    next()
  }
}

/**
 * Answers what was thrown with a problem document. Use it last.
 *
 * @example
 * app.use(problems())
 */
export function problems(): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error)
    const answer = answerError(error)
    if (answer.status === 500) console.error(error)
    sendAnswer(res, answer)
  }
}
