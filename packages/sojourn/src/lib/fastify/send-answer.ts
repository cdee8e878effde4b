import type { FastifyReply, FastifyRequest } from 'fastify'
import { Answer } from '../http/answer.ts'
import type { RequestSession } from '../http/request-session.ts'

/** Whether somebody has answered already: a time-out, for instance, while the store was asked. */
export function isAnswered(reply: FastifyReply): boolean {
  return reply.sent || reply.raw.headersSent
}

/** Answers, unless somebody has. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): void {
  if (!isAnswered(reply)) reply.code(status).headers(headers).send(body)
}

/** Lets a request pass with its session, or answers in its place. */
export function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  next: () => void,
  opened: RequestSession | Answer,
): void {
  if (opened instanceof Answer) {
    sendAnswer(reply, opened)
  } else {
    request.session = opened
    next()
  }
}
