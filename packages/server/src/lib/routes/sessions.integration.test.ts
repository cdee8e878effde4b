import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, native, newPerson, refresh } from './person.test-support.ts'
import { startServer, type TestServer } from './server.test-support.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('renewing', () => {
  it('gives the same client the same answer again, and a thief’s replay ends the session and is told', async () => {
    const { email, userId, visitor } = await newPerson(server)
    const { refresh: first } = await native(server, email)
    const second = await refresh(server, first)
    expect(second.status).toBe(200)
    expect(second.json.user.email).toBe(email)
    const lost = await refresh(server, first)
    expect(lost.status).toBe(200)
    await server.send({ path: '/auth/session', headers: bearer(lost.json.access_token) })
    server.clock.advance(60_000)
    const later = await refresh(server, lost.json.refresh_token)
    await server.send({ path: '/auth/session', headers: bearer(later.json.access_token) })
    server.clock.advance(60_000)
    const replay = await refresh(server, first, true)
    expect([replay.status, replay.json.code]).toEqual([401, 'refresh/reused'])
    expect((await refresh(server, later.json.refresh_token)).json.code).toBe('session/revoked')
    await expect
      .poll(async () => (await server.identity.activity(userId)).map(({ kind }) => kind))
      .toContain('refresh-theft')
    expect(
      (await visitor.get('/auth/activity')).json.activity.map(({ kind }: { kind: string }) => kind),
    ).toContain('refresh-theft')
  })

  it('ends a session whose account is no more', async () => {
    const { email, userId } = await newPerson(server)
    const { refresh: token } = await native(server, email)
    await server.identity.remove(userId)
    expect((await refresh(server, token)).json.code).toBe('session/revoked')
  })
})

describe('session data', () => {
  it('is merged, whole, and the same for parallel patches of other fields', async () => {
    const { visitor } = await newPerson(server)
    await visitor.patch('/auth/session/data', { theme: 'dark', cart: { tea: 1 } })
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        visitor.patch('/auth/session/data', { cart: { [`item-${index}`]: index } }),
      ),
    )
    const whole = await visitor.send({
      method: 'PATCH',
      path: '/auth/session/data',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { theme: null },
    })
    expect(whole.json.theme).toBeUndefined()
    expect(Object.keys(whole.json.cart)).toHaveLength(21)
    expect((await visitor.get('/auth/session')).json.session.data).toEqual(whole.json)
  })

  it('is bounded, and refuses what is no data', async () => {
    const { visitor } = await newPerson(server)
    const cases = [
      [{ a: 'x'.repeat(17_000) }, 413, 'data/too-large'],
      [{ a: 'x'.repeat(50_000) }, 413, 'request/too-large'],
      ['{"__proto__":{"a":1}}', 422, 'data/invalid'],
      ['{"a":{"__proto__":{"a":1}}}', 422, 'data/invalid'],
      [`{"a":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 422, 'data/invalid'],
      ['{"a":1e999}', 422, 'data/invalid'],
      ['[1]', 400, 'request/malformed'],
      ['null', 400, 'request/malformed'],
    ] as const
    for (const [body, status, code] of cases) {
      const answer = await visitor.patch('/auth/session/data', body)
      expect([answer.status, answer.json.code], String(body).slice(0, 40)).toEqual([status, code])
    }
    expect((await visitor.get('/auth/session')).json.session.data).toEqual({})
  })

  it('is kept for nobody who has not signed in', async () => {
    const answer = await server.visitor().patch('/auth/session/data', { a: 1 })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined])
  })
})

describe('time', () => {
  it('lets nobody in with an idle session, whatever the cookie says, and use keeps one alive up to the absolute end', async () => {
    const { visitor } = await newPerson(server)
    for (let used = 0; used < 12 * 3 - 1; used++) {
      server.clock.advance(20 * 60_000)
      expect((await visitor.get('/auth/session')).status, `after ${used + 1} uses`).toBe(200)
    }
    server.clock.advance(20 * 60_000)
    expect((await visitor.get('/auth/session')).json.code).toBe('session/expired')
    const idle = await newPerson(server)
    server.clock.advance(30 * 60_000)
    const answer = await idle.visitor.get('/auth/session')
    expect([answer.status, answer.json.code]).toEqual([401, 'session/idle'])
  })
})

describe('a body that is held back', () => {
  it('keeps no session in use that ended meanwhile', async () => {
    const { visitor, id, userId } = await newPerson(server)
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const body = JSON.stringify({ name: 'Still here' })
    const head = [
      `PATCH /auth/user HTTP/1.1`,
      `Host: localhost:${server.port}`,
      `Cookie: ${cookie}`,
      'Sec-Fetch-Site: same-origin',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      '',
    ].join('\r\n')
    const socket = connect(server.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(head + body.slice(0, 5))
    await visitor.get('/auth/session')
    await server.sojourn.end(id as Parameters<typeof server.sojourn.end>[0])
    socket.write(body.slice(5))
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    expect(answer).toContain('session/revoked')
    expect((await server.identity.find(userId))?.name).toBe(null)
  })
})
