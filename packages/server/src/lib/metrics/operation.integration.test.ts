import { wrapStore } from '@sojourn/testing'
import { SojournError } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from '../routes/server.test-support.ts'

let server: TestServer
let isBroken = false

beforeAll(async () => {
  server = await startServer({
    store() {
      const store = createMemoryStore()
      const orBreak = async <Result>(answer: () => Promise<Result>): Promise<Result> => {
        if (isBroken) throw new SojournError('store/unavailable', 'the disk went away at /very/secret/path')
        return answer()
      }
      return wrapStore(store, {
        find: (id) => orBreak(() => store.find(id)),
        listUser: (userId) => orBreak(() => store.listUser(userId)),
        insert: (session, guard) => orBreak(() => store.insert(session, guard)),
        endUser: (userId, options) => orBreak(() => store.endUser(userId, options)),
      })
    },
  })
})
afterAll(() => server?.close())

describe('/readyz', () => {
  it('says so while all is well, and names what is not, without saying where', async () => {
    const well = await server.send({ path: '/readyz' })
    expect([well.status, well.json]).toEqual([
      200,
      { status: 'ready', checks: { store: 'ok', accounts: 'ok', clock: 'ok' } },
    ])
    isBroken = true
    const ill = await server.send({ path: '/readyz' })
    isBroken = false
    expect([ill.status, ill.json.checks.store, ill.headers['retry-after']]).toEqual([503, 'failed', '2'])
    expect(ill.text).not.toContain('secret')
    expect((await server.send({ path: '/healthz' })).status).toBe(200)
  })

  it('is not ready while the clock is doubted', async () => {
    server.clock.jump(7_200_000)
    const answer = await server.send({ path: '/readyz' })
    expect([answer.status, answer.json.checks.clock]).toEqual([503, 'failed'])
    server.clock.jump(-7_200_000)
    expect((await server.send({ path: '/readyz' })).status).toBe(200)
  })

  it('is stopping as soon as the server is', async () => {
    const other = await startServer()
    await other.send({ path: '/readyz' })
    other.stop()
    const answer = await other.send({ path: '/readyz' })
    expect([answer.status, answer.json.status]).toEqual([503, 'stopping'])
    await other.close()
  })
})

describe('a store that does not answer (STANDARDS 7)', () => {
  it('is 503 with Retry-After, never signed in and never signed out', async () => {
    const visitor = server.visitor()
    await visitor.post('/auth/register', ann)
    const cookies = new Map(visitor.cookies)
    const other = await server.visitor().post('/auth/login', { ...ann, client: 'native' })
    const fresh = other.json.access_token as string
    isBroken = true
    const answers = [
      await server.visitor().post('/auth/login', ann),
      await visitor.post('/auth/refresh', { refresh_token: other.json.refresh_token }),
      await server.send({ path: '/auth/sessions', headers: { authorization: `Bearer ${fresh}` } }),
      await visitor.delete('/auth/sessions'),
    ]
    isBroken = false
    for (const answer of answers) {
      expect([answer.status, answer.json.code]).toEqual([503, 'store/unavailable'])
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.text).not.toContain('secret')
    }
    expect(visitor.cookies).toEqual(cookies)
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })
})

describe('/metrics', () => {
  it('counts requests by route, events by type, and tells of nobody', async () => {
    const email = 'counted@example.com'
    const visitor = server.visitor()
    const { json } = await visitor.post('/auth/register', { ...ann, email })
    await visitor.get(`/auth/sessions/${json.session.id}?secret=in-the-address`)
    await visitor.get('/nowhere/secret-in-the-path')
    await visitor.post('/auth/login', { email, password: 'wrong as can be' })
    await visitor.send({ method: 'X-SECRET', path: '/auth/session' })
    const { text } = await server.send({ path: '/metrics' })
    expect(text).toMatch(
      /sojourn_http_request_duration_seconds_count\{method="POST",route="\/auth\/register",status="200"\} \d+/,
    )
    expect(text).toMatch(
      /sojourn_http_request_duration_seconds_count\{method="GET",route="other",status="404"\} \d+/,
    )
    expect(text).toMatch(/sojourn_session_events_total\{type="session\/created"\} \d+/)
    expect(text).toMatch(/sojourn_account_events_total\{type="account\/registered"\} \d+/)
    expect(text).toMatch(/sojourn_refusals_total\{code="auth\/wrong-credentials"\} \d+/)
    expect(text).toMatch(/nodejs_eventloop_lag_seconds/)
    for (const secret of [
      email,
      json.user.id,
      json.session.id,
      'secret',
      '127.0.0',
      'X-SECRET',
      ann.password,
    ]) {
      expect(text, secret).not.toContain(secret)
    }
  })
})
