import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import type { ClientKind } from '@sojourn/protocol'
import express from 'express'
import fastify from 'fastify'
import { type Context, Hono } from 'hono'
import type { AssuranceLevel } from '../engine/record.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import * as expressBridge from '../express/express.ts'
import * as fastifyBridge from '../fastify/fastify.ts'
import * as honoBridge from '../hono/hono.ts'
import * as nodeBridge from '../node/node.ts'
import { safeRedirect } from './redirect-target.ts'
import type { RequestSession } from './request-session.ts'
import type { RequireSessionOptions } from './require-session.ts'
import type { SessionsOptions } from './sessions-options.ts'
import { tokenResponse } from './token-response.ts'

/** What the routes below are given, whatever the framework. */
interface Exchange {
  now(): number
  readonly session: RequestSession
  // biome-ignore lint/suspicious/noExplicitAny: what a client sent
  readonly body: any
  readonly query: URLSearchParams
}
interface Reply {
  readonly status: number
  readonly json?: unknown
  readonly location?: string
}
interface Route {
  readonly method: 'get' | 'post' | 'patch'
  readonly path: string
  readonly needs?: RequireSessionOptions
  /** Acts by itself on what the body says: the bridges without a body parser of their own look again. */
  readonly rechecks?: true
  handle(exchange: Exchange): Reply | Promise<Reply>
}

/** One application, told to each framework. */
export const routes: readonly Route[] = [
  {
    method: 'get',
    path: '/',
    handle: ({ session: { status, userId, refusal, data } }) => ({
      status: 200,
      json: { status, userId, refusal, data },
    }),
  },
  {
    method: 'post',
    path: '/login',
    async handle({ session, body, now }) {
      const { user = 'ann', kind = 'web', level = 1, roles = [], carry = [] } = body ?? {}
      const options = {
        methods: ['pwd'],
        level: level as AssuranceLevel,
        roles,
        carry,
        client: { kind: kind as ClientKind, name: body?.name },
      }
      const result = await session.signIn(user, options)
      if (!('kind' in result)) return { status: 200, json: { session: result, shown: session } }
      if (result.kind === 'tokens') return { status: 200, json: tokenResponse(result, now()) }
      return { status: 200, json: { session_token: result.sessionToken } }
    },
  },
  {
    method: 'patch',
    path: '/data',
    handle: async ({ session, body }) => ({ status: 200, json: await session.patch(body) }),
  },
  {
    method: 'post',
    path: '/step-up',
    async handle({ session }) {
      const result = await session.stepUp({ methods: ['pwd', 'otp'], level: 2 })
      return {
        status: 200,
        json: {
          level: session.auth?.level,
          ...(result.kind === 'access' && { access_token: result.accessToken }),
        },
      }
    },
  },
  {
    method: 'post',
    path: '/step-up-and-more',
    async handle({ session, body }) {
      const [data] = await Promise.all([session.patch(body), session.stepUp({ methods: ['pwd', 'otp'] })])
      const ended = await session.endOthers()
      await session.end()
      return { status: 200, json: { data, ended } }
    },
  },
  {
    method: 'post',
    path: '/end-others',
    handle: async ({ session }) => ({ status: 200, json: { ended: await session.endOthers() } }),
  },
  {
    method: 'post',
    path: '/logout',
    async handle({ session }) {
      await session.end()
      return { status: 204 }
    },
  },
  {
    method: 'post',
    path: '/order',
    needs: {},
    rechecks: true,
    handle: ({ session }) => ({ status: 200, json: { of: session.userId } }),
  },
  { method: 'get', path: '/me', needs: {}, handle: ({ session }) => ({ status: 200, json: session }) },
  {
    method: 'get',
    path: '/admin',
    needs: { role: ['admin', 'root'] },
    handle: () => ({ status: 200, json: {} }),
  },
  {
    method: 'get',
    path: '/write',
    needs: { permission: ['read', 'write'] },
    handle: () => ({ status: 200, json: {} }),
  },
  { method: 'get', path: '/strong', needs: { level: 2 }, handle: () => ({ status: 200, json: {} }) },
  { method: 'get', path: '/fresh', needs: { maxAge: '10m' }, handle: () => ({ status: 200, json: {} }) },
  {
    method: 'get',
    path: '/login-by-link',
    async handle({ session }) {
      await session.signIn('ann', { methods: ['pwd'] })
      return { status: 200 }
    },
  },
  {
    method: 'get',
    path: '/away',
    handle: ({ query }) => ({ status: 303, location: safeRedirect(query.get('next'), '/') }),
  },
  {
    method: 'get',
    path: '/broken',
    handle() {
      throw new Error('the secret inside')
    },
  },
]

/** Answers in the handlers' place, as a time-out does, when the test says that the time is up. */
function watchdog(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  timeIsUp.set(String(req.url), () => res.writeHead(503, { connection: 'close' }).end('late'))
  next()
}
/** By the address of the request that it is up for. */
export const timeIsUp = new Map<string, () => void>()

export interface RunningApp {
  readonly port: number
  close(): Promise<void>
}

/** Starts the application on one framework, on a free port of this machine. */
export type StartApp = (sojourn: Sojourn, options?: SessionsOptions) => Promise<RunningApp>

const queryOf = (url: string | undefined) => new URL(url ?? '/', 'http://this.invalid').searchParams

async function startExpress(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const { sessions, requireSession, securityHeaders, problems } = expressBridge
  const app = express().use(watchdog, securityHeaders(), express.json(), sessions(sojourn, options))
  for (const { method, path, needs, handle } of routes) {
    app[method](path, ...(needs ? [requireSession(needs)] : []), async (req, res) => {
      const { status, json, location } = await handle({
        now: sojourn.now,
        session: req.session,
        body: req.body,
        query: queryOf(req.url),
      })
      if (location !== undefined) res.redirect(status, location)
      else if (json === undefined) res.sendStatus(status)
      else res.status(status).json(json)
    })
  }
  app.use(problems())
  return listening(createServer(app))
}

async function startFastify(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const { sessions, requireSession, securityHeaders, problems } = fastifyBridge
  const app = fastify()
  app.addHook('onRequest', (request, reply, next) => watchdog(request.raw, reply.raw, next))
  app.register(securityHeaders()).register(sessions(sojourn, options))
  app.setErrorHandler(problems())
  for (const { method, path, needs, handle } of routes) {
    app[method](path, { ...(needs && { onRequest: requireSession(needs) }) }, async (request, reply) => {
      const { status, json, location } = await handle({
        now: sojourn.now,
        session: request.session,
        body: request.body,
        query: queryOf(request.url),
      })
      if (location !== undefined) return reply.redirect(location, status)
      return json === undefined
        ? reply.code(status).send()
        : reply.code(status).send(JSON.parse(JSON.stringify(json)))
    })
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}

async function startHono(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const { sessions, requireSession, securityHeaders, problems } = honoBridge
  const app = new Hono<{ Bindings: HttpBindings }>().use((c, next) => {
    watchdog(c.env.incoming, c.env.outgoing, () => {})
    return next()
  })
  app.use(securityHeaders()).use(sessions(sojourn, options))
  app.onError(problems())
  for (const { method, path, needs, rechecks, handle } of routes) {
    if (needs) app.use(path, requireSession(needs))
    app[method](path, async (c: Context) => {
      const body = method === 'get' ? undefined : await readJson(c)
      if (rechecks) await c.get('session').recheck()
      const { status, json, location } = await handle({
        now: sojourn.now,
        session: c.get('session'),
        body,
        query: queryOf(c.req.url),
      })
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

async function readJson(c: Context): Promise<unknown> {
  if (!c.req.header('content-type')?.startsWith('application/json')) return undefined
  if (Number(c.req.header('content-length') ?? 0) > 100_000)
    throw Object.assign(new Error('large'), { status: 413 })
  return c.req.json()
}

async function startNode(sojourn: Sojourn, options?: SessionsOptions): Promise<RunningApp> {
  const { sessions, requireSession, securityHeaders, problems } = nodeBridge
  const protect = securityHeaders()
  const open = sessions(sojourn, options)
  const fail = problems()
  const server = createServer(async (req, res) => {
    try {
      watchdog(req, res, () => protect(req, res))
      const session = await open(req, res)
      if (!session) return
      const path = req.url?.split('?')[0]
      const route = routes.find((one) => one.path === path && one.method === req.method?.toLowerCase())
      if (!route) throw Object.assign(new Error('no route'), { status: 404 })
      if (route.needs && !requireSession(route.needs)(session, res)) return
      const body = await readBody(req)
      if (route.rechecks) await session.recheck()
      const { status, json, location } = await route.handle({
        now: sojourn.now,
        session,
        body,
        query: queryOf(req.url),
      })
      if (location !== undefined) res.setHeader('location', location)
      res.statusCode = status
      if (json !== undefined) res.setHeader('content-type', 'application/json')
      res.end(json === undefined ? undefined : JSON.stringify(json))
    } catch (error) {
      fail(error, res)
    }
  })
  return listening(server)
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  if (req.method === 'GET' || !req.headers['content-type']?.startsWith('application/json')) return undefined
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

function listening(server: Server): Promise<RunningApp> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(running(server))))
}

function running(server: Server): RunningApp {
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

/** The application on each framework. */
export const apps: Readonly<Record<'express' | 'fastify' | 'hono' | 'node', StartApp>> = {
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
  node: startNode,
}
