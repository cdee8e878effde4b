import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ann, type Sent, startServer, type TestServer } from '../routes/server.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'

/** DESIGN.md's table of routes, and what it leaves open. */
const promised = [
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
  'GET /auth/session',
  'PATCH /auth/session/data',
  'POST /auth/logout',
  'GET /auth/sessions',
  'PATCH /auth/sessions/{id}',
  'DELETE /auth/sessions/{id}',
  'DELETE /auth/sessions',
  'POST /auth/password',
  'POST /auth/reauthenticate',
  'POST /auth/verify',
  'POST /auth/reset/request',
  'POST /auth/reset',
  'GET /.well-known/jwks.json',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /auth/settings',
  'PATCH /auth/user',
  'DELETE /auth/user',
  'POST /auth/email',
  'GET /auth/activity',
  'POST /auth/user/export',
]

/** What a good call of an operation needs besides its example. */
interface Good {
  readonly body?: (at: Scene) => unknown
  readonly path?: (at: Scene) => string
  /** The kind of client that may call it best; default web. */
  readonly client?: 'native'
  readonly expect: number
  readonly mail?: true
}

interface Scene {
  readonly server: TestServer
  readonly email: string
  readonly code: string
  readonly refreshToken: string
  readonly otherSession: string
}

const next = 'a quite different and longer sentence'
/** Each operation that asks for input or changes something; the others are only called. */
const good: Readonly<Record<string, Good>> = {
  post_auth_register: { body: () => ({ email: 'new@example.com', password: ann.password }), expect: 200 },
  post_auth_login: { body: ({ email }) => ({ ...ann, email }), expect: 200 },
  post_auth_refresh: {
    body: ({ refreshToken }) => ({ refresh_token: refreshToken }),
    expect: 200,
    client: 'native',
  },
  get_auth_session: { expect: 200 },
  patch_auth_session_data: { body: () => ({ theme: 'dark' }), expect: 200 },
  post_auth_logout: { body: () => ({}), expect: 204 },
  get_auth_sessions: { expect: 200 },
  patch_auth_sessions_id: {
    path: ({ otherSession }) => `/auth/sessions/${otherSession}`,
    body: () => ({ name: 'Other' }),
    expect: 204,
  },
  delete_auth_sessions_id: { path: ({ otherSession }) => `/auth/sessions/${otherSession}`, expect: 204 },
  delete_auth_sessions: { path: () => '/auth/sessions?except=current', expect: 200 },
  post_auth_password: { body: () => ({ current: ann.password, next }), expect: 200 },
  post_auth_reauthenticate: { body: () => ({ password: ann.password }), expect: 200 },
  patch_auth_user: { body: () => ({ name: 'Ann' }), expect: 200 },
  post_auth_email: { body: () => ({ email: 'ann@example.org' }), expect: 200 },
  get_auth_activity: { expect: 200 },
  post_auth_user_export: { expect: 200 },
  delete_auth_user: { expect: 204 },
  get_auth_settings: { expect: 200 },
  post_auth_verify: { body: ({ code }) => ({ code, password: ann.password }), expect: 200, mail: true },
  post_auth_reset_request: { body: ({ email }) => ({ email }), expect: 202, mail: true },
  post_auth_reset: { body: ({ code }) => ({ code, next }), expect: 204, mail: true },
  healthz: { expect: 200 },
  readyz: { expect: 200 },
  metrics: { expect: 200 },
  openapi: { expect: 200 },
  jwks: { expect: 200 },
}

/** Credentials that count for nothing, and what a browser of another site sends. */
const hostile: readonly (readonly [string, (server: TestServer, token: string) => Sent['headers']])[] = [
  ['another site', () => ({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })],
  [
    'a sibling site',
    ({ port }) => ({ 'sec-fetch-site': 'same-site', origin: `http://localhost:${port + 1}` }),
  ],
  ['no origin at all', () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' })],
  ['an unknown host', () => ({ host: 'evil.example' })],
  ['two cookies', ({ port }, token) => ({ cookie: `sojourn-${port}=${token}; sojourn-${port}=${token}` })],
  ['a junk cookie', ({ port }) => ({ cookie: `sojourn-${port}=sjs_${'A'.repeat(104)}` })],
  ['a junk Bearer', () => ({ authorization: `Bearer sjs_${'A'.repeat(104)}` })],
  ['no token in Bearer', () => ({ authorization: 'Bearer' })],
  ['two Bearers', (_, token) => ({ authorization: [`Bearer ${token}`, `Bearer ${token}`] })],
  ['a refresh token as Bearer', () => ({ authorization: `Bearer sjr_${'A'.repeat(104)}` })],
]

const badBodies: readonly (readonly [name: string, body: unknown, type?: string])[] = [
  ['nothing', undefined],
  ['no JSON', '{"email":'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"text"'],
  ['a number', '7'],
  ['nested deeply', `${'['.repeat(8000)}${']'.repeat(8000)}`],
  ['a prototype', '{"__proto__":{"roles":["admin"]}}'],
  ['a constructor', '{"constructor":{"prototype":{"roles":["admin"]}}}'],
  ['roles', { ...ann, roles: ['admin'] }],
  [
    'wrong types',
    { email: {}, password: [], code: 1, next: true, current: null, refresh_token: {}, name: {} },
  ],
  ['halves of characters', '{"email":"\\ud800","password":"\\udc00","name":"\\ud800","code":"\\ud800"}'],
  [
    'control characters',
    { email: 'a\r\nb@example.com', password: 'x', name: 'a\u0000b', code: '\n', client: 'web' },
  ],
  ['too much', { email: 'x'.repeat(40_000) }],
  ['plain text', '{"email":"ann@example.com"}', 'text/plain'],
  ['a form', 'email=ann%40example.com', 'application/x-www-form-urlencoded'],
  ['another charset', '{}', 'application/json; charset=utf-16'],
]

describe('every operation of /openapi.json', { timeout: 60_000 }, () => {
  let plain: TestServer
  let mailing: TestServer
  let operations: readonly DocumentedOperation[]

  beforeAll(async () => {
    plain = await startServer()
    mailing = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
    operations = await readDocument(plain)
  })
  afterAll(async () => {
    await plain?.close()
    await mailing?.close()
  })

  it('is one that was promised, and none is missing', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...promised].sort())
  })

  it('is named once, and tells of each parameter in its path', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const told = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(told.map(({ name }) => name)).toEqual(inPath)
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0)
    }
  })

  it('has a good call here', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(good).sort())
  })

  it('answers a good call as it says, on either kind of server', async () => {
    for (const { method, path, operation, flaw } of operations) {
      const call = good[operation.operationId]
      if (!call) throw new Error(operation.operationId)
      const server = call.mail ? mailing : plain
      const { scene, send } = await signedInScene(server, operation.operationId)
      const answer = await send({ method, path: call.path?.(scene) ?? path, body: call.body?.(scene) })
      const what = `${method} ${path}: ${answer.text.slice(0, 300)}`
      expect(answer.status, what).toBe(call.expect)
      expect(flaw(answer), what).toBe(null)
      expectKeptOut(path, answer)
    }
  })

  it('turns away who has no credentials, where some are asked for', async () => {
    for (const { method, path, operation, flaw } of operations) {
      if (operation.security.length === 0 || operation.operationId === 'metrics') continue
      const answer = await plain.send({
        method,
        path: path.replace('{id}', 'A'.repeat(24)),
        body: bodyFor(operation),
      })
      expect([answer.status, answer.json?.code], `${method} ${path}`).toEqual([401, 'session/none'])
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(flaw(answer)).toBe(null)
      expectKeptOut(path, answer)
    }
  })

  it.each(hostile)('refuses %s by a documented problem, and changes nothing', async (_name, headersOf) => {
    const owner = await signIn(plain, 'hostile@example.com')
    const token = owner.cookies.get(`sojourn-${plain.port}`) ?? ''
    const before = await snapshot(plain, 'hostile@example.com')
    for (const { method, path, operation, flaw } of operations) {
      const headers = headersOf(plain, token) ?? {}
      const answer = await plain.send({
        method,
        path: path.replace('{id}', 'A'.repeat(24)),
        headers,
        body: bodyFor(operation),
      })
      const what = `${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`
      expect(flaw(answer), what).toBe(null)
      expect(answer.status, what).toBeLessThan(500)
      if (operation.security.length > 0 && operation.operationId !== 'metrics') {
        expect(answer.status, what).toBeGreaterThanOrEqual(400)
      }
      expectKeptOut(path, answer)
    }
    expect(await snapshot(plain, 'hostile@example.com')).toEqual(before)
  })

  it.each(badBodies)(
    'refuses %s as a body by a documented problem, and changes nothing',
    async (_name, body, type) => {
      const owner = await signIn(plain, 'bad@example.com')
      const before = await snapshot(plain, 'bad@example.com')
      for (const { method, path, operation, flaw } of operations) {
        if (operation.requestBody === undefined || ['post_auth_logout'].includes(operation.operationId))
          continue
        const answer = await owner.send({
          method,
          path: path.replace('{id}', 'A'.repeat(24)),
          body,
          headers: typeof type === 'string' ? { 'content-type': type } : {},
        })
        const what = `${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`
        expect(flaw(answer), what).toBe(null)
        const isData = operation.operationId === 'patch_auth_session_data' && answer.status === 200
        if (!isData) expect([400, 404, 413, 415, 422], what).toContain(answer.status)
        expect(answer.text).not.toMatch(/\bat .*\.ts:\d+|node:internal/)
      }
      const after = await snapshot(plain, 'bad@example.com')
      expect(after.account).toEqual(before.account)
      expect(after.sessions.map(({ id }) => id)).toEqual(before.sessions.map(({ id }) => id))
    },
  )

  it('refuses a body and a query that it does not know, where they would be misunderstood', async () => {
    const owner = await signIn(plain, 'query@example.com')
    const options = [
      { path: '/auth/sessions', body: { except: 'current' } },
      { path: '/auth/sessions?exept=current' },
      { path: '/auth/sessions?except=others' },
      { path: '/auth/sessions?except=current&except=current' },
      { path: '/auth/sessions?except=current&__proto__=x' },
    ]
    for (const each of options) {
      const answer = await owner.send({ method: 'DELETE', ...each })
      expect([answer.status, answer.json?.code], each.path).toEqual([400, 'request/malformed'])
    }
    expect((await owner.get('/auth/session')).status).toBe(200)
  })

  it('takes no longer over a query of a hundred times the names', async () => {
    const owner = await signIn(plain, 'names@example.com')
    const times: Record<number, number[]> = { 40: [], 4000: [] }
    for (let round = 0; round < 20; round++) {
      for (const [count, taken] of Object.entries(times)) {
        const names = Array.from({ length: Number(count) }, (_, index) => index.toString(36)).join('&')
        const began = performance.now()
        const answer = await owner.send({ method: 'DELETE', path: `/auth/sessions?${names}` })
        taken.push(performance.now() - began)
        expect([answer.status, answer.json?.code]).toEqual([400, 'request/malformed'])
      }
    }
    const [few = 0, many = 0] = Object.values(times).map((taken) => Math.min(...taken))
    expect(many).toBeLessThan(3 * few)
  })

  it('answers other methods with 405 and what there is, and other paths with 404', async () => {
    const allowed = Map.groupBy(operations, ({ path }) => path)
    for (const [path, ofPath] of allowed) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE']) {
        if (ofPath.some((operation) => operation.method === method)) continue
        const answer = await plain.send({ method, path: path.replace('{id}', 'A'.repeat(24)) })
        expect([answer.status, answer.json?.code], `${method} ${path}`).toEqual([405, 'request/method'])
        for (const { method: right } of ofPath) expect(answer.headers.allow).toContain(right)
      }
      const options = await plain.send({ method: 'OPTIONS', path })
      expect([options.status, options.headers['access-control-allow-origin']]).toEqual([204, undefined])
    }
    for (const path of [
      '/auth',
      '/auth/',
      '/auth/login/',
      '/AUTH/login',
      '/auth/nothing',
      '/x',
      '/auth//login',
    ]) {
      const answer = await plain.send({ path })
      expect([answer.status, answer.json?.code], path).toEqual([404, 'request/not-found'])
    }
  })

  it('answers HEAD as GET, without a body', async () => {
    const owner = await signIn(plain, 'head@example.com')
    for (const { method, path, operation } of operations) {
      if (method !== 'GET' || operation.operationId === 'metrics') continue
      const [head, get] = [await owner.send({ method: 'HEAD', path }), await owner.get(path)]
      expect([head.status, head.text], path).toEqual([get.status, ''])
      expect(head.headers['content-type']).toBe(get.headers['content-type'])
    }
  })

  /** A person of their own for each operation, signed in, with what a call may need. */
  async function signedInScene(server: TestServer, id: string) {
    const email = `${id.replaceAll('_', '-')}@example.com`
    if (server === mailing) {
      const visitor = server.visitor()
      await visitor.post('/auth/register', { ...ann, email })
      let code = await server.codeFor(email)
      if (id === 'post_auth_reset') {
        await visitor.post('/auth/verify', { code, password: ann.password })
        await visitor.post('/auth/reset/request', { email })
        code = await server.codeFor(email, '/reset')
      }
      const scene: Scene = { server, email, code, refreshToken: '', otherSession: '' }
      return { scene, send: visitor.send }
    }
    const visitor = await signIn(server, email)
    const native = await server.send({
      method: 'POST',
      path: '/auth/login',
      body: { ...ann, email, client: 'native' },
    })
    const scene: Scene = {
      server,
      email,
      code: '',
      refreshToken: native.json.refresh_token,
      otherSession: native.json.session.id,
    }
    return { scene, send: visitor.send }
  }
})

function bodyFor({ requestBody }: DocumentedOperation['operation']): unknown {
  return Object.values(requestBody?.content ?? {})[0]?.example
}

async function signIn(server: TestServer, email: string) {
  const visitor = server.visitor()
  const registered = await visitor.post('/auth/register', { ...ann, email })
  if (registered.status !== 200) await visitor.post('/auth/login', { ...ann, email })
  return visitor
}

/** Everything that is kept about a person, but the times that looking changes. */
async function snapshot({ identity, sojourn }: TestServer, email: string) {
  const account = await identity.findByEmail(email)
  const sessions = await sojourn.list(account?.id ?? '')
  return { account, sessions: sessions.map(({ lastSeenAt: _, expiresAt: __, ...rest }) => rest) }
}

function expectKeptOut(path: string, answer: Answer): void {
  expect(answer.headers['cache-control'], path).toBe('no-store')
  expect(answer.headers['x-content-type-options'], path).toBe('nosniff')
}
