import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, native, newPerson, refresh, toldOf } from './person.test-support.ts'
import { startServer, type TestServer } from './server.test-support.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('signing out', () => {
  it('kills the session, expires the cookie and clears what the page kept (STANDARDS 25, 30)', async () => {
    const { visitor } = await newPerson(server)
    const name = `sojourn-${server.port}`
    const token = visitor.cookies.get(name)
    const answer = await visitor.post('/auth/logout', {})
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0$`),
    )
    const replayed = await server.send({ path: '/auth/session', headers: { cookie: `${name}=${token}` } })
    expect([replayed.status, replayed.json.code]).toEqual([401, 'session/revoked'])
    expect((await visitor.post('/auth/logout')).status).toBe(204)
  })

  it('works with an access token that has expired', async () => {
    const { email } = await newPerson(server)
    const { access, refresh: token } = await native(server, email)
    server.clock.advance(11 * 60_000)
    expect((await server.send({ path: '/auth/session', headers: bearer(access) })).json.code).toBe(
      'access/expired',
    )
    const answer = await server.send({
      method: 'POST',
      path: '/auth/logout',
      headers: bearer(access),
      body: {},
    })
    expect(answer.status).toBe(204)
    expect((await refresh(server, token)).json.code).toBe('session/revoked')
  })

  it('works with a refresh token alone', async () => {
    const { email } = await newPerson(server)
    const { access, refresh: token, id } = await native(server, email)
    const answer = await server.send({ method: 'POST', path: '/auth/logout', body: { refresh_token: token } })
    expect(answer.status).toBe(204)
    expect(toldOf(server, id)).toContain('session/ended on 127.0.0.0/24')
    expect((await server.send({ path: '/auth/session', headers: bearer(access) })).json.code).toBe(
      'session/revoked',
    )
    const again = await server.send({ method: 'POST', path: '/auth/logout', body: { refresh_token: token } })
    expect(again.status).toBe(204)
  })

  it('works with both, as the client sends them', async () => {
    const { email } = await newPerson(server)
    const { access, refresh: token } = await native(server, email)
    const sent = {
      method: 'POST',
      path: '/auth/logout',
      headers: bearer(access),
      body: { refresh_token: token },
    }
    expect((await server.send(sent)).status).toBe(204)
    expect((await server.send(sent)).status).toBe(204)
    expect((await refresh(server, token)).json.code).toBe('session/revoked')
  })

  it('never says that it was done when it was not', async () => {
    const { email } = await newPerson(server)
    const { refresh: first } = await native(server, email)
    const second = await refresh(server, first)
    await server.send({ path: '/auth/session', headers: bearer(second.json.access_token) })
    server.clock.advance(60_000)
    const third = await refresh(server, second.json.refresh_token)
    await server.send({ path: '/auth/session', headers: bearer(third.json.access_token) })
    server.clock.advance(60_000)
    const stale = await server.send({ method: 'POST', path: '/auth/logout', body: { refresh_token: first } })
    expect([stale.status, stale.json.code]).toEqual([409, 'refresh/stale'])
    const junk = await server.send({
      method: 'POST',
      path: '/auth/logout',
      body: { refresh_token: 'sjr_junk' },
    })
    expect([junk.status, junk.json.code]).toEqual([401, 'credential/malformed'])
    const alive = await server.send({ path: '/auth/session', headers: bearer(third.json.access_token) })
    expect(alive.status).toBe(200)
  })

  it('cannot be done to somebody by another site', async () => {
    const { visitor } = await newPerson(server)
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const answer = await visitor.send({ method: 'POST', path: '/auth/logout', headers, body: {} })
    expect([answer.status, answer.headers['clear-site-data']]).toEqual([403, undefined])
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })
})
