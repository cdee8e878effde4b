import type { FastifyPluginCallback, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Sojourn } from '../engine/sojourn.ts'
import { answerError } from '../http/problem-answer.ts'
import type { RequestSession } from '../http/request-session.ts'
import { createRequirement, type RequireSessionOptions } from '../http/require-session.ts'
import { createSecurityHeaders, type SecurityHeadersOptions } from '../http/security-headers.ts'
import { SessionDoor } from '../http/session-door.ts'
import type { SessionsOptions } from '../http/sessions-options.ts'
import { globalPlugin } from './global-plugin.ts'
import { recheckAfterBody } from './recheck-after-body.ts'
import { ReplyHead } from './reply-head.ts'
import { admit, isAnswered, sendAnswer } from './send-answer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    session: RequestSession
    /** The nonce for the page's own scripts and styles: `securityHeaders({ nonce: true })`. */
    cspNonce: string | null
  }
}

/**
 * Gives each request its `request.session`, in the whole application. When a body has arrived, it looks at the session
 * again: a client can hold a body back. A handler that reads the body itself calls `request.session.recheck()`.
 *
 * @throws `config/invalid`
 * @example
 * app.register(sessions(sojourn, { origin: 'https://app.example' }))
 */
export function sessions(sojourn: Sojourn, options?: SessionsOptions): FastifyPluginCallback {
  const door = new SessionDoor(sojourn, options)
  return globalPlugin((app, _options, registered) => {
    app.decorateRequest('session', null as never) // each request gets its own before anyone looks
    app.addHook('onRequest', (request, reply, next) => {
      const opened = door.open(request.raw, new ReplyHead(reply))
      if (!(opened instanceof Promise)) return admit(request, reply, next, opened)
      opened
        .then((late) => {
          if (!isAnswered(reply)) admit(request, reply, next, late)
        })
        .catch((error) => sendAnswer(reply, answerError(error)))
    })
    app.addHook('preHandler', recheckAfterBody)
    registered()
  })
}

/**
 * Lets a request pass only with a session that fits, and answers 401, 403 or 503 with a problem document: a route's
 * `onRequest` hook.
 *
 * @throws `config/invalid`; and in a request `usage/invalid` when `sessions()` did not run before
 * @example
 * app.get('/admin', { onRequest: requireSession({ role: 'admin', maxAge: '10m' }) }, showAdmin)
 */
export function requireSession(options?: RequireSessionOptions): onRequestHookHandler {
  const judge = createRequirement(options)
  return (request, reply, next) => {
    const answer = judge(request.session)
    if (answer === null) next()
    else sendAnswer(reply, answer)
  }
}

/**
 * Sets a strict content security policy and the other headers that protect a page. Register it first.
 *
 * @throws `config/invalid`
 * @example
 * app.register(securityHeaders({ csp: { 'img-src': "'self' https://images.example" } }))
 */
export function securityHeaders(options?: SecurityHeadersOptions): FastifyPluginCallback {
  const set = createSecurityHeaders(options)
  return globalPlugin((app, _options, registered) => {
    app.decorateRequest('cspNonce', null)
    app.addHook('onRequest', (request, reply, next) => {
      request.cspNonce = set(request.raw, new ReplyHead(reply))
      next()
    })
    registered()
  })
}

/**
 * Answers what was thrown with a problem document.
 *
 * @example
 * app.setErrorHandler(problems())
 */
export function problems(): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, _request, reply) => {
    const answer = answerError(error)
    if (answer.status === 500) console.error(error)
    sendAnswer(reply, answer)
  }
}
