import type { Account } from '@sojourn/identity'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { requireSession } from 'sojourn/hono'
import type { RawInput, Route } from './define-route.ts'
import { answerOtherMethod } from './get-only.ts'
import { type Body, readBody } from './read-body.ts'
import { answerRefusal, type Refusal } from './refusal.ts'
import type { Reply } from './reply.ts'
import { requirePerson, signedInSession } from './require-person.ts'
import type { RouteParts } from './route-parts.ts'
import { takeTurn, withMarkOf } from './take-turn.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** The body of the request, read before its session was looked at. */
    body: Body
    /** The path of the route as it was defined: what logs and metrics name. */
    route: string
  }
}

const usualBodyBytes = 16_384

/**
 * Serves the routes, and answers other methods at their paths.
 *
 * @param open what gives a request its session, or turns it away
 */
export function serveRoutes(
  app: Hono,
  routes: readonly Route[],
  parts: RouteParts,
  open: readonly MiddlewareHandler[],
): void {
  const recent = requireSession({ maxAge: parts.context.settings.recentMs })
  const signedIn = requireSession()
  for (const route of routes) {
    const admit = route.access === 'anyone' ? [] : [route.access === 'recent' ? recent : signedIn]
    app.on(route.method, honoPath(route.path), named(route.path), keepBody(route), ...open, ...admit, (c) =>
      answerRoute(route, parts, c),
    )
  }
  for (const [path, ofPath] of Map.groupBy(routes, ({ path }) => path)) {
    const methods = ofPath.map(({ method }) => method)
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort().join(', ')
    app.all(honoPath(path), named(path), ...open, (c) => answerOtherMethod(c, allow))
  }
}

/**
 * The whole body, before the session is looked at: a client that holds its body back must not keep a session in use that
 * has ended meanwhile.
 */
function keepBody({ method, body, mediaTypes, mostBodyBytes = usualBodyBytes }: Route): MiddlewareHandler {
  const types = body === null ? [] : (mediaTypes ?? ['application/json'])
  return async (c, next) => {
    c.set('body', method === 'GET' ? { status: 'empty' } : await readBody(c.req.raw, types, mostBodyBytes))
    await next()
  }
}

function named(route: string): MiddlewareHandler {
  return (c, next) => {
    c.set('route', route)
    return next()
  }
}

async function answerRoute(route: Route, parts: RouteParts, c: Context): Promise<Response> {
  const { session, body } = c.var
  const found = route.access === 'anyone' ? nobody : await requirePerson(parts.context, session)
  if (found.status === 'refused') return answerRefusal(c, found)
  const { network = null, userAgent = null } = session.context
  const own = found.account === null ? {} : { session: signedInSession(session).id }
  const from = { network, userAgent, device: parts.mark.read(c), ...own }
  const admit = async (content: unknown): Promise<Refusal | null> =>
    route.inTurn === undefined
      ? null
      : takeTurn(parts, {
          from: withMarkOf(content, from, session.carrier),
          personId: found.account?.id ?? null,
          errand: route.inTurn,
        })
  const input = { body, query: route.query === null ? {} : readQuery(c), params: c.req.param() }
  return answer(c, await route.answer(input, { c, session, from }, found.account, admit))
}

const nobody: { readonly status: 'found'; readonly account: Account | null } = {
  status: 'found',
  account: null,
}

function answer(c: Context, reply: Reply | Refusal): Response {
  if (reply.status === 'refused') return answerRefusal(c, reply)
  c.header('cache-control', 'no-store')
  for (const [name, value] of Object.entries(reply.headers ?? {})) c.header(name, value)
  if (reply.body === undefined) return c.body(null, reply.status)
  return c.json(reply.body, reply.status as ContentfulStatusCode) // 204 has no body in any route
}

/** More than any route takes: what is beyond is not read, as what is before is refused. */
const mostNames = 20

/** Each name of the query with what was sent: a text, or a list when it was sent more than once. */
function readQuery(c: Context): RawInput['query'] {
  const query = new Map<string, string | string[]>()
  for (const [name, value] of new URL(c.req.url).searchParams) {
    const before = query.get(name)
    if (before === undefined) query.set(name, value)
    else if (typeof before === 'string') query.set(name, [before, value])
    else before.push(value)
    if (query.size > mostNames) break
  }
  return Object.fromEntries(query)
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
