import { errors } from '@sojourn/protocol'
import { startSojourn, type TestSojourn } from '@sojourn/testing'
import { tokenResponse } from 'sojourn/node'
import { createTestTime, type TestTime } from './client.test-time.ts'
import type { Client } from './client.ts'
import type { ClientOptions } from './client-options.ts'
import type { ClientState } from './client-state.ts'
import { createClient } from './create-client.ts'
import { createMemoryVault } from './memory-vault.ts'
import type { Vault } from './vault.ts'

export const home = 'https://api.example'

export interface Received {
  readonly url: string
  readonly path: string
  readonly bearer: string | null
  readonly body: string | null
  readonly redirect: string | undefined
  readonly credentials: string | undefined
  readonly signal: AbortSignal | null
}

/** What the network does to one request: an answer of its own, or undefined to let it through. */
export type Interference = (
  request: Received,
  serve: () => Promise<Response>,
) => Promise<Response> | Response | undefined

export type TestFetch = (url: string, init?: RequestInit) => Promise<Response>

/** The real engine behind a `fetch` that a test can interfere with, and a clock that it moves. */
export interface World extends Pick<TestSojourn, 'sojourn' | 'events'> {
  readonly time: TestTime
  readonly requests: readonly Received[]
  /** How many requests a path got. */
  count(path: string): number
  /** Asked for each request. */
  interfere: Interference
  readonly fetch: TestFetch
  readonly vault: Vault
  start(options?: Partial<ClientOptions<TestFetch>>): { client: Client<TestFetch>; states: ClientState[] }
  /** A client that has signed in, with the rotation window behind it. */
  signedIn(options?: Partial<ClientOptions<TestFetch>>): Promise<ReturnType<World['start']>>
  thefts(): number
}

export const accessLifeMs = 600_000
export const windowMs = 30_000

export async function createWorld(): Promise<World> {
  const { sojourn, clock, events } = await startSojourn()
  const time = createTestTime(clock)
  const requests: Received[] = []
  const vault = createMemoryVault()

  const world: World = {
    sojourn,
    events,
    time,
    requests,
    vault,
    interfere: () => undefined,
    count: (path) => requests.filter((request) => request.path === path).length,
    thefts: () => events.filter(({ type }) => type === 'refresh/theft').length,
    async fetch(url, init) {
      const headers = new Headers(init?.headers)
      const request: Received = {
        url,
        path: new URL(url).pathname,
        bearer: headers.get('authorization'),
        body: typeof init?.body === 'string' ? init.body : null,
        redirect: init?.redirect,
        credentials: init?.credentials,
        signal: init?.signal ?? null,
      }
      requests.push(request)
      return (await world.interfere(request, () => serve(request))) ?? serve(request)
    },
    start(options) {
      const client = createClient({
        baseUrl: `${home}/auth`,
        vault,
        fetch: world.fetch,
        clock: time,
        random: () => 0,
        ...options,
      })
      const states: ClientState[] = []
      client.subscribe((state) => states.push(state))
      return { client, states }
    },
    async signedIn(options) {
      const started = world.start(options)
      await started.client.signIn({ email: 'ada@example.com' })
      await time.pass(windowMs)
      started.states.length = 0
      return started
    },
  }

  async function serve({ path, bearer, body }: Received): Promise<Response> {
    const context = { network: '192.0.2.0/24', userAgent: 'app/1' }
    const content = body === null ? {} : JSON.parse(body)
    if (path === '/auth/login') {
      if (content.wrong) return problem(401, 'shop/wrong-password')
      const client = { kind: 'native', ...context } as const
      const grant = await sojourn.signIn('ada', { methods: ['pwd'], client })
      if (grant.kind !== 'tokens') throw new TypeError('a native client gets tokens')
      return Response.json({ ...tokenResponse(grant, sojourn.now()), user: { name: 'Ada' } })
    }
    if (path === '/auth/refresh') {
      const result = await sojourn.refresh(content.refresh_token, { context, reread: content.reread })
      if (result.status === 'refused') return problem(errors[result.code].status, result.code)
      return Response.json(tokenResponse(result.grant, sojourn.now()))
    }
    const verdict = await sojourn.check(bearer?.slice(7) ?? '', context)
    if (path === '/auth/logout') {
      if (verdict.status === 'live') await sojourn.end(verdict.session.id)
      return new Response(null, { status: 204 })
    }
    if (verdict.status === 'live') return Response.json({ userId: verdict.session.userId, got: body })
    return problem(401, verdict.code)
  }

  return world
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}
  return Response.json({ code, status }, { status, headers: { ...challenge, ...headers } })
}

/** A promise that a test settles. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: () => resolve() }
}

/** A request that never gets an answer. */
export const hang = (): Promise<Response> => new Promise(() => {})
