import type { ClientKind } from '@sojourn/protocol'
import type { AssuranceLevel } from '../engine/record.ts'
import { safeRedirect } from './redirect-target.ts'
import type { RequestSession } from './request-session.ts'
import type { RequireSessionOptions } from './require-session.ts'
import { tokenResponse } from './token-response.ts'

/** What the routes are given, whatever the framework. */
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
  readonly cacheControl?: string | null
}
interface Route {
  readonly method: 'get' | 'post' | 'patch'
  readonly path: string
  readonly needs?: RequireSessionOptions
  /** Acts by itself on what the body says: the bridges without a body parser of their own look again. */
  readonly rechecks?: true
  handle(exchange: Exchange): Reply | Promise<Reply>
}

/** Marks of the requests that reached their handler. */
export const reached = new Set<string | null>()

export const queryOf = (url: string | undefined): URLSearchParams =>
  new URL(url ?? '/', 'http://this.invalid').searchParams

/** The `Cache-Control` that the application sets before it opens the session of a request. */
export const earlyCacheControl = (url: string | undefined): string | null => queryOf(url).get('early')

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
    path: '/resume',
    async handle({ session, body }) {
      const result = await session.resume(async ({ userId }) =>
        body?.password === `of ${userId}` ? { methods: ['pwd'] } : null,
      )
      const json = result.status === 'resumed' ? { shown: session, carrier: session.carrier } : result
      return { status: 200, json }
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
  {
    method: 'get',
    path: '/cached',
    handle: ({ query }) => ({ status: 200, json: {}, cacheControl: query.get('late') }),
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
    path: '/reached',
    handle({ query }) {
      reached.add(query.get('mark'))
      return { status: 200 }
    },
  },
  {
    method: 'post',
    path: '/reached',
    handle({ query }) {
      reached.add(query.get('mark'))
      return { status: 200 }
    },
  },
  {
    method: 'get',
    path: '/broken',
    handle() {
      throw new Error('the secret inside')
    },
  },
]
