import { createServer, type IncomingMessage } from 'node:http'
import type { Sojourn } from '../engine/sojourn.ts'
import { problems, requireSession, securityHeaders, sessions } from '../node/node.ts'
import { earlyCacheControl, queryOf, routes } from './bridges.test-routes.ts'
import { listening, type RunningApp, watchdog } from './bridges.test-running.ts'
import type { SessionsOptions } from './sessions-options.ts'

export async function startNode(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const protect = securityHeaders()
  const open = sessions(sojourn, options)
  const fail = problems()
  const server = createServer(async (req, res) => {
    try {
      watchdog(req, res, () => protect(req, res))
      const early = earlyCacheControl(req.url)
      if (early !== null) res.setHeader('cache-control', early)
      const session = await open(req, res)
      if (!session) return
      const path = req.url?.split('?')[0]
      const route = routes.find((one) => one.path === path && one.method === req.method?.toLowerCase())
      if (!route) throw Object.assign(new Error('no route'), { status: 404 })
      if (route.needs && !requireSession(route.needs)(session, res)) return
      const body = await readBody(req)
      if (route.rechecks) await session.recheck()
      const { status, json, location, cacheControl } = await route.handle({
        now: sojourn.now,
        session,
        body,
        query: queryOf(req.url),
      })
      if (location !== undefined) res.setHeader('location', location)
      if (cacheControl != null) res.setHeader('cache-control', cacheControl)
      res.statusCode = status
      if (json !== undefined) res.setHeader('content-type', 'application/json')
      res.end(json === undefined ? undefined : JSON.stringify(json))
    } catch (error) {
      fail(error, res)
    }
  })
  return listening(server)
}

/** Takes JSON of whatever type, as careless applications do: what protects them must not depend on it. */
async function readBody(req: IncomingMessage): Promise<unknown> {
  if (req.method === 'GET' || req.headers['content-length'] === '0') return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += chunk.length
    if (size > 100_000) throw Object.assign(new Error('large'), { status: 413 })
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw Object.assign(new Error('not JSON'), { status: 400 })
  }
}
