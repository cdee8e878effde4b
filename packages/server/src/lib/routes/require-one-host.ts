import type { Context, MiddlewareHandler } from 'hono'
import { answerRefusal, refuse } from './refusal.ts'

/** Turns away a request that names two hosts (RFC 9112 §3.2): Node takes the first, and a proxy may have taken the other. */
export function requireOneHost(): MiddlewareHandler {
  return async (c, next) => {
    if (countHosts(c) <= 1) return next()
    return answerRefusal(c, refuse('request/malformed', 'The request names two hosts. Send one Host.'))
  }
}

function countHosts(c: Context): number {
  const { incoming } = (c.env ?? {}) as { incoming?: { rawHeaders?: readonly string[] } } // as @hono/node-server gives it
  const lines = incoming?.rawHeaders ?? []
  let count = 0
  for (let at = 0; at < lines.length; at += 2) {
    const name = lines[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}
