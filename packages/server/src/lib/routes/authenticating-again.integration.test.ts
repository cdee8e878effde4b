import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, cookieOf, login, newPerson } from './person.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const next = 'a quite different and longer sentence'
let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('a new password', () => {
  it('gives this session a new secret, and ends the others', async () => {
    const { visitor, email } = await newPerson(server)
    const old = cookieOf(server, visitor)
    const phone = (await login(server, email, 'native')).json
    const answer = await visitor.post('/auth/password', { current: ann.password, next })
    expect(answer.status).toBe(200)
    expect(cookieOf(server, visitor)).not.toBe(old)
    const replayed = await server.send({ path: '/auth/session', headers: { cookie: old } })
    expect([replayed.status, replayed.json.code]).toEqual([401, 'credential/rotated'])
    expect((await visitor.get('/auth/session')).status).toBe(200)
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect(other.json.code).toBe('session/revoked')
    expect((await login(server, email, 'token')).status).toBe(401)
    expect((await login(server, email, 'token', next)).status).toBe(200)
  })

  it('leaves the others when it is told to', async () => {
    const { visitor, email } = await newPerson(server)
    const phone = (await login(server, email, 'native')).json
    await visitor.post('/auth/password', { current: ann.password, next, keepOthers: true })
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect(other.status).toBe(200)
  })

  it.each(['native', 'token'] as const)(
    'is answered with what a %s client presents from now on',
    async (client) => {
      const { email } = await newPerson(server)
      const { json } = await login(server, email, client)
      const before = json.access_token ?? json.session_token
      const answer = await server.send({
        method: 'POST',
        path: '/auth/password',
        headers: bearer(before),
        body: { current: ann.password, next },
      })
      expect(answer.status).toBe(200)
      const after = answer.json.access_token ?? answer.json.session_token
      expect(after).not.toBe(before)
      expect((await server.send({ path: '/auth/session', headers: bearer(before) })).status).toBe(401)
      expect((await server.send({ path: '/auth/session', headers: bearer(after) })).status).toBe(200)
      if (client === 'token') return
      expect(answer.json).not.toHaveProperty('refresh_token')
      const refreshed = await server.send({
        method: 'POST',
        path: '/auth/refresh',
        body: { refresh_token: json.refresh_token },
      })
      expect(refreshed.status).toBe(200)
    },
  )

  it('asks for the current one, and has rules of its own', async () => {
    const { visitor } = await newPerson(server)
    const cases = [
      [{ current: 'not it, whatever it is', next }, 401, 'auth/wrong-credentials'],
      [{ current: ann.password, next: 'short' }, 422, 'password/too-short'],
      [{ current: ann.password, next: 'x'.repeat(3000) }, 422, 'password/too-long'],
      [{ next }, 400, 'request/malformed'],
    ] as const
    for (const [body, status, code] of cases) {
      const answer = await visitor.post('/auth/password', body)
      expect([answer.status, answer.json.code]).toEqual([status, code])
    }
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })
})

describe('the secret of a browser’s session, presented as Bearer', () => {
  it.each([
    ['/auth/password', { current: ann.password, next }],
    ['/auth/reauthenticate', { password: ann.password }],
  ])('is replaced in the body of the answer by %s', async (path, body) => {
    const { visitor } = await newPerson(server)
    const cookie = cookieOf(server, visitor)
    const headers = bearer(cookie.slice(cookie.indexOf('=') + 1))
    const answer = await server.send({ method: 'POST', path, headers, body })
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']).toBe(undefined)
    expect(answer.json).toMatchObject({ token_type: 'Bearer', session: { client: { kind: 'web' } } })
    const me = await server.send({ path: '/auth/session', headers: bearer(answer.json.session_token) })
    expect(me.status).toBe(200)
  })

  it('stays out of the body when it came as a cookie, whatever the kind of its client', async () => {
    const { email } = await newPerson(server)
    const { session_token } = (await login(server, email, 'token')).json
    const headers = { cookie: `sojourn-${server.port}=${session_token}`, 'sec-fetch-site': 'same-origin' }
    const body = { password: ann.password }
    const answer = await server.send({ method: 'POST', path: '/auth/reauthenticate', headers, body })
    expect(answer.status).toBe(200)
    expect(answer.json).not.toHaveProperty('session_token')
    expect(answer.headers['set-cookie']?.[0]).toContain('sjs_')
  })
})

describe('authenticating again', () => {
  it('resets both time-outs and the time of authentication, and replaces the secret (STANDARDS 16, 20)', async () => {
    const { visitor } = await newPerson(server)
    const before = (await visitor.get('/auth/session')).json.session
    server.clock.advance(25 * 60_000)
    const old = cookieOf(server, visitor)
    const answer = await visitor.post('/auth/reauthenticate', { password: ann.password })
    expect(answer.status).toBe(200)
    const { session } = answer.json
    expect(Date.parse(session.authenticatedAt) - Date.parse(before.authenticatedAt)).toBe(25 * 60_000)
    expect(session.id).toBe(before.id)
    expect((await server.send({ path: '/auth/session', headers: { cookie: old } })).status).toBe(401)
    server.clock.advance(25 * 60_000)
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })

  it('with a wrong password changes nothing and signs nobody out', async () => {
    const { visitor } = await newPerson(server)
    const answer = await visitor.post('/auth/reauthenticate', { password: 'not it, whatever it is' })
    expect([answer.status, answer.json.code]).toEqual([401, 'auth/wrong-credentials'])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })

  it('is what a sensitive action asks for, by RFC 9470 (STANDARDS 54, 55)', async () => {
    const { visitor, userId } = await newPerson(server)
    server.clock.advance(10 * 60_000 + 1)
    const actions = [
      ['POST', '/auth/email', { email: 'elsewhere@example.com' }],
      ['POST', '/auth/user/export', undefined],
      ['DELETE', '/auth/user', undefined],
    ] as const
    for (const [method, path, body] of actions) {
      const answer = await visitor.send({ method, path, body })
      expect([answer.status, answer.json.code], path).toEqual([401, 'auth/insufficient'])
      expect(answer.headers['www-authenticate']).toMatch(
        /^Bearer error="insufficient_user_authentication", .*max_age="?600"?$/,
      )
    }
    expect((await server.identity.find(userId))?.email).not.toBe('elsewhere@example.com')
    await visitor.post('/auth/reauthenticate', { password: ann.password })
    expect((await visitor.post('/auth/user/export')).status).toBe(200)
  })

  it('counts wrong passwords like any guess', async () => {
    const { visitor } = await newPerson(server)
    const statuses = []
    for (let guess = 0; guess < 8; guess++) {
      statuses.push(
        (await visitor.post('/auth/reauthenticate', { password: `guess number ${guess} of many` })).status,
      )
    }
    expect(statuses).toContain(401)
    expect(statuses.at(-1)).toBe(429)
  })
})
