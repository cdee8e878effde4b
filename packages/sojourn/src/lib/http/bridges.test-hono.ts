import type { Server } from 'node:http'
import { type HttpBindings, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Sojourn } from '../engine/sojourn.ts'
import { problems, requireSession, securityHeaders, sessions } from '../hono/hono.ts'
import { earlyCacheControl, queryOf, routes } from './bridges.test-routes.ts'
import { type RunningApp, running, watchdog } from './bridges.test-running.ts'
import type { SessionsOptions } from './sessions-options.ts'

export async function startHono(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const app = new Hono<{ Bindings: HttpBindings }>().use((c, next) => {
    watchdog(c.env.incoming, c.env.outgoing, () => {})
    const early = earlyCacheControl(c.env.incoming.url)
    if (early !== null) c.header('cache-control', early)
    return next()
  })
  app.use(securityHeaders()).use(sessions(sojourn, options))
  app.onError(problems())
  for (const { method, path, needs, rechecks, handle } of routes) {
    if (needs) app.use(path, requireSession(needs))
    app[method](path, async (c: Context) => {
      const body = method === 'get' ? undefined : await readJson(c)
      if (rechecks) await c.get('session').recheck()
      const { status, json, location, cacheControl } = await handle({
        now: sojourn.now,
        session: c.get('session'),
        body,
        query: queryOf(c.req.url),
      })
      if (cacheControl != null) c.header('cache-control', cacheControl)
      if (location !== undefined) return c.redirect(location, status as 303)
      // Half of the answers are made by hand, as handlers may.
      return json === undefined
        ? new Response(null, { status })
        : c.json(JSON.parse(JSON.stringify(json)), status as 200)
    })
  }
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  return running(server)
}

/** Takes JSON of whatever type, as careless applications do: what protects them must not depend on it. */
async function readJson(c: Context): Promise<unknown> {
  if (c.req.header('content-length') === '0') return undefined
  if (Number(c.req.header('content-length') ?? 0) > 100_000)
    throw Object.assign(new Error('large'), { status: 413 })
  return c.req.json()
}
