import { createHash, timingSafeEqual } from 'node:crypto'
import type { Hono, MiddlewareHandler } from 'hono'
import type { Log } from '../log/log.ts'
import { isThisMachine } from '../pages/this-machine.ts'
import { getOnly } from '../routes/get-only.ts'
import { answerRefusal, refuse } from '../routes/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import type { Metrics } from './metrics.ts'

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])

/** Measures each request, under the path of its route as it was defined: no address of a request is kept. */
export function observe(metrics: Metrics, log: Log): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now()
    metrics.underWay.inc()
    try {
      await next()
    } finally {
      metrics.underWay.dec()
      const seconds = (performance.now() - began) / 1000
      const method = methods.has(c.req.method) ? c.req.method : 'other'
      const request = { method, route: c.var.route ?? 'other', status: c.res.status, seconds }
      metrics.answered(request)
      log.debug(request, 'answered')
    }
  }
}

/** Numbers for whoever has the token; without one set, for this machine only. */
export function serveMetrics(app: Hono, metrics: Metrics, settings: Settings): void {
  const expected = settings.metricsToken === null ? null : digest(`Bearer ${settings.metricsToken}`)
  getOnly(app, '/metrics', async (c) => {
    c.header('cache-control', 'no-store')
    const given = c.req.header('authorization') ?? ''
    const may = expected === null ? isThisMachine(c, settings) : timingSafeEqual(digest(given), expected)
    if (!may) {
      return expected === null
        ? answerRefusal(
            c,
            refuse('auth/forbidden', 'Only this machine reads it, unless SOJOURN_METRICS_TOKEN is set.'),
          )
        : answerRefusal(c, refuse('session/none', 'Send the token that is set, as Authorization: Bearer.'))
    }
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
