import { createServer } from 'node:http'
import express from 'express'
import type { Sojourn } from '../engine/sojourn.ts'
import { problems, requireSession, securityHeaders, sessions } from '../express/express.ts'
import { earlyCacheControl, queryOf, routes } from './bridges.test-routes.ts'
import { listening, type RunningApp, watchdog } from './bridges.test-running.ts'
import type { SessionsOptions } from './sessions-options.ts'

export async function startExpress(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const app = express().use(watchdog, securityHeaders(), express.json())
  app.use((req, res, next) => {
    const early = earlyCacheControl(req.url)
    if (early !== null) res.set('cache-control', early)
    next()
  })
  app.use(sessions(sojourn, options))
  for (const { method, path, needs, handle } of routes) {
    app[method](path, ...(needs ? [requireSession(needs)] : []), async (req, res) => {
      const { status, json, location, cacheControl } = await handle({
        now: sojourn.now,
        session: req.session,
        body: req.body,
        query: queryOf(req.url),
      })
      if (cacheControl != null) res.set('cache-control', cacheControl)
      if (location !== undefined) res.redirect(status, location)
      else if (json === undefined) res.sendStatus(status)
      else res.status(status).json(json)
    })
  }
  app.use(problems())
  return listening(createServer(app))
}
