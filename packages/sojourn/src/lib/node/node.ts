import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sojourn } from '../engine/sojourn.ts'
import { Answer } from '../http/answer.ts'
import { answerError } from '../http/problem-answer.ts'
import type { RequestSession } from '../http/request-session.ts'
import { createRequirement, type RequireSessionOptions } from '../http/require-session.ts'
import { createSecurityHeaders, type SecurityHeadersOptions } from '../http/security-headers.ts'
import { SessionDoor } from '../http/session-door.ts'
import type { SessionsOptions } from '../http/sessions-options.ts'

/** The session of a request, or null when the request has been answered. A promise only when the store is asked. */
export type OpenSession = (
  req: IncomingMessage,
  res: ServerResponse,
) => RequestSession | null | Promise<RequestSession | null>

/**
 * Gives each request its session. After reading a body call `session.recheck()`: a client can hold a body back, and the
 * session may have ended when the last of it arrives.
 *
 * @throws `config/invalid`
 * @example
 * const open = sessions(sojourn)
 * createServer(async (req, res) => {
 *   const session = await open(req, res)
 *   if (session) res.end(session.userId ?? 'nobody')
 * })
 */
export function sessions(sojourn: Sojourn, options?: SessionsOptions): OpenSession {
  const door = new SessionDoor(sojourn, options)
  return (req, res) => {
    const admit = (opened: RequestSession | Answer): RequestSession | null => {
      if (!(opened instanceof Answer)) return opened
      send(res, opened)
      return null
    }
    const opened = door.open(req, res)
    if (!(opened instanceof Promise)) return admit(opened)
    return opened.then((late) => (res.headersSent ? null : admit(late))) // null: answered while the store was asked
  }
}

/**
 * Whether a session fits; when it does not, the request has been answered with 401, 403 or 503.
 *
 * @throws `config/invalid`; and in a request `usage/invalid` when the session is none of `sessions()`
 * @example
 * const mayPass = requireSession({ role: 'admin', maxAge: '10m' })
 * if (mayPass(session, res)) res.end('Hello admin')
 */
export function requireSession(
  options?: RequireSessionOptions,
): (session: RequestSession, res: ServerResponse) => boolean {
  const judge = createRequirement(options)
  return (session, res) => {
    const answer = judge(session)
    if (answer !== null) send(res, answer)
    return answer === null
  }
}

/**
 * Sets a strict content security policy and the other headers that protect a page. Its nonce, when one was asked for.
 *
 * @throws `config/invalid`
 * @example
 * const protect = securityHeaders({ nonce: true })
 * const nonce = protect(req, res)
 */
export function securityHeaders(
  options?: SecurityHeadersOptions,
): (req: IncomingMessage, res: ServerResponse) => string | null {
  return createSecurityHeaders(options)
}

/**
 * Answers what was thrown with a problem document; closes the connection when an answer has begun and is not done.
 *
 * @example
 * const answerProblem = problems()
 * handle(req, res).catch((error) => answerProblem(error, res))
 */
export function problems(): (error: unknown, res: ServerResponse) => void {
  return (error, res) => {
    const answer = answerError(error)
    if (answer.status === 500) console.error(error)
    if (!res.headersSent) send(res, answer)
    else if (!res.writableEnded) res.destroy()
  }
}

function send(res: ServerResponse, { status, headers, body }: Answer): void {
  if (!res.headersSent) res.writeHead(status, headers).end(body)
}
