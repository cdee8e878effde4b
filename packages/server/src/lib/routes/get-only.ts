import type { Context, Handler, Hono, MiddlewareHandler } from 'hono'
import { answerRefusal, refuse } from './refusal.ts'

/** Serves a path that is only read, and answers other methods there. */
export function getOnly(
  app: Hono,
  path: string,
  handler: Handler,
  open: readonly MiddlewareHandler[] = [],
): void {
  const named: MiddlewareHandler = (c, next) => {
    c.set('route', path)
    return next()
  }
  app.get(path, named, ...open, handler)
  app.all(path, named, ...open, (c) => answerOtherMethod(c, 'GET, HEAD, OPTIONS'))
}

/** Tells a request with another method which ones there are (RFC 9110 §15.5.6). */
export function answerOtherMethod(c: Context, allow: string): Response {
  c.header('allow', allow)
  c.header('cache-control', 'no-store')
  if (c.req.method === 'OPTIONS') return c.body(null, 204)
  return answerRefusal(c, refuse('request/method', `Use one of: ${allow}.`))
}
