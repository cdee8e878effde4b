import type { FastifyReply } from 'fastify'
import type { Answer } from '../http/answer.ts'

/** Whether somebody has answered already: a time-out, for instance, while the store was asked. */
export function isAnswered(reply: FastifyReply): boolean {
  return reply.sent || reply.raw.headersSent
}

/** Answers, unless somebody has. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): void {
  if (!isAnswered(reply)) reply.code(status).headers(headers).send(body)
}
