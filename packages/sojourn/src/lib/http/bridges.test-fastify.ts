import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import type { Sojourn } from '../engine/sojourn.ts'
import { problems, requireSession, securityHeaders, sessions } from '../fastify/fastify.ts'
import { earlyCacheControl, queryOf, routes } from './bridges.test-routes.ts'
import { type RunningApp, watchdog } from './bridges.test-running.ts'
import type { SessionsOptions } from './sessions-options.ts'

export async function startFastify(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const app = fastify()
  app.addHook('onRequest', (request, reply, next) => watchdog(request.raw, reply.raw, next))
  app.addHook('onRequest', async (request, reply) => {
    const early = earlyCacheControl(request.url)
    if (early !== null) reply.header('cache-control', early)
  })
  app.register(securityHeaders()).register(sessions(sojourn, options))
  app.setErrorHandler(problems())
  for (const { method, path, needs, handle } of routes) {
    app[method](path, { ...(needs && { onRequest: requireSession(needs) }) }, async (request, reply) => {
      const { status, json, location, cacheControl } = await handle({
        now: sojourn.now,
        session: request.session,
        body: request.body,
        query: queryOf(request.url),
      })
      if (cacheControl != null) reply.header('cache-control', cacheControl)
      if (location !== undefined) return reply.redirect(location, status)
      return json === undefined
        ? reply.code(status).send()
        : reply.code(status).send(JSON.parse(JSON.stringify(json)))
    })
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}
