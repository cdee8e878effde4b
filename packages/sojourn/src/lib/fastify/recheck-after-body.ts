import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerError } from '../http/problem-answer.ts'
import { isSafeMethod } from '../http/request-head.ts'
import { isAnswered, sendAnswer } from './send-answer.ts'

/** Looks at the session again once a body has arrived, and answers in the handler's place when it ceased to count. */
export function recheckAfterBody(request: FastifyRequest, reply: FastifyReply, next: () => void): void {
  if (isSafeMethod(request.method) && request.body === undefined) {
    next()
    return
  }
  request.session
    .recheck()
    .then(() => {
      if (!isAnswered(reply)) next()
    })
    .catch((error) => sendAnswer(reply, answerError(error)))
}
