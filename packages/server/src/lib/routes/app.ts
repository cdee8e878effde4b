import { Hono } from 'hono'
import { securityHeaders, sessions } from 'sojourn/hono'
import { createSeldomWarning } from '../log/warn-seldom.ts'
import { serveHealth } from '../metrics/health.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { observe, serveMetrics } from '../metrics/observe.ts'
import { serveOpenapi } from '../openapi/serve-openapi.ts'
import { serveConsole } from '../pages/console-pages.ts'
import { serveOutbox } from '../pages/outbox-pages.ts'
import { notFoundPage } from '../pages/plain-page.ts'
import { serveTryPage } from '../pages/try-page.ts'
import type { AppContext } from '../start/app-context.ts'
import { accountRoutes } from './account-routes.ts'
import { admitKnownHosts } from './admit-known-hosts.ts'
import { boundQuery } from './bound-query.ts'
import { createCountryOf } from './country-of.ts'
import { listenToSessions } from './listen-to-sessions.ts'
import { logoutRoute } from './logout-route.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { refreshRoute } from './refresh-route.ts'
import { answerFault, answerRefusal, refusalOf, refuse } from './refusal.ts'
import { requireConfidential } from './require-confidential.ts'
import { requireOneHost } from './require-one-host.ts'
import { requireSameOrigin } from './require-same-origin.ts'
import { resumeRoute } from './resume-route.ts'
import { createRouteParts } from './route-parts.ts'
import { serveRoutes } from './serve-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'

/**
 * Everything that the server answers.
 *
 * @param metrics where requests and events are counted; whoever starts identity counts its events there too
 * @param wallNow the wall clock that the engine reads, in milliseconds since the epoch
 */
export function createApp(
  context: AppContext,
  metrics: Metrics = createMetrics(),
  wallNow: () => number = Date.now,
): Hono {
  const { settings, sojourn, log } = context
  const parts = createRouteParts(context, createCountryOf(settings.countries, log))
  listenToSessions(parts, metrics)
  const open = [
    admitKnownHosts(
      sessions(sojourn, {
        ...(settings.origin !== null && { origin: settings.origins }),
        proxies: settings.proxies,
        allowedOrigins: settings.allowedOrigins,
        cookie: { persistent: settings.persistentCookie },
        cacheControl: 'no-store',
      }),
      settings,
      createSeldomWarning(log, wallNow, 'a request was turned away: its host is not served'),
    ),
    requireConfidential(
      settings,
      createSeldomWarning(log, wallNow, 'a request was turned away: it came over plain HTTP'),
    ),
  ]
  const routes = [
    ...signInRoutes(parts),
    refreshRoute(parts),
    resumeRoute(parts),
    logoutRoute(parts),
    ...sessionRoutes(parts),
    ...accountRoutes(parts),
    ...recoveryRoutes(parts),
  ].map((route) => ({ ...route, path: `${settings.basePath}${route.path}` as const }))

  const app = new Hono()
  app.use(observe(metrics, log))
  app.use(securityHeaders({ csp: { 'img-src': "'self' data:" }, proxies: settings.proxies }))
  app.use(requireOneHost())
  app.use(boundQuery())
  serveHealth(app, context, wallNow)
  serveMetrics(app, metrics, settings)
  serveRoutes(app, routes, parts, [requireSameOrigin(settings, 'refused'), ...open])
  serveOpenapi(app, routes, context)
  const openPage = [requireSameOrigin(settings, 'followed'), ...open]
  serveTryPage(app, settings, openPage)
  serveOutbox(app, context, openPage)
  serveConsole(app, context, openPage)
  app.notFound((c) => {
    c.header('cache-control', 'no-store')
    if (c.req.header('sec-fetch-mode') === 'navigate') return c.html(notFoundPage(settings.siteName), 404)
    return answerRefusal(c, refuse('request/not-found', 'See /openapi.json for what there is.'))
  })
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    if (refusal !== null) return answerRefusal(c, refusal)
    log.error({ error: error.stack ?? String(error), route: c.var.route }, 'a request failed')
    return answerFault(c)
  })
  return app
}
