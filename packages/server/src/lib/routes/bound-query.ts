import type { MiddlewareHandler } from 'hono'
import { answerRefusal, refuse } from './refusal.ts'

/** More than any route takes, in bytes: a query beyond is not even split into its names. */
const mostQueryBytes = 2048

/** Turns away a request whose query is longer than any that is asked for, whatever it asks for. */
export function boundQuery(): MiddlewareHandler {
  return async (c, next) => {
    const { url } = c.req
    const start = url.indexOf('?')
    if (start === -1 || url.length - start - 1 <= mostQueryBytes) return next()
    return answerRefusal(c, refuse('request/malformed', `Send a query of at most ${mostQueryBytes} bytes.`))
  }
}
