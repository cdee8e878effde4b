import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer, type Visitor } from './server.test-support.ts'

let server: TestServer
let people = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

/** Somebody who has just created an account. */
async function newPerson(): Promise<{ visitor: Visitor; email: string; userId: string; id: string }> {
  people += 1
  const email = `person-${people}@example.com`
  const visitor = server.visitor()
  const { json } = await visitor.post('/auth/register', { ...ann, email })
  return { visitor, email, userId: json.user.id, id: json.session.id }
}

async function native(email: string): Promise<{ access: string; refresh: string; id: string }> {
  const { json } = await server.send({
    method: 'POST',
    path: '/auth/login',
    body: { ...ann, email, client: 'native' },
  })
  return { access: json.access_token, refresh: json.refresh_token, id: json.session.id }
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

async function refresh(token: string, reread?: boolean) {
  return server.send({ method: 'POST', path: '/auth/refresh', body: { refresh_token: token, reread } })
}

describe('my devices', () => {
  it('lists every session, this one marked, without any credential', async () => {
    const { visitor, email, id } = await newPerson()
    const phone = await native(email)
    const answer = await visitor.get('/auth/sessions')
    expect(answer.json.sessions).toHaveLength(2)
    expect(
      answer.json.sessions.map((each: { id: string; current: boolean }) => [each.id, each.current]),
    ).toEqual(
      expect.arrayContaining([
        [id, true],
        [phone.id, false],
      ]),
    )
    expect(answer.text).not.toMatch(/sj[sar]_/)
    expect(answer.json.sessions[0].client.network).toBe('127.0.0.0/24')
  })

  it('are nobody else’s: another person’s session is as unknown as one that never was (STANDARDS 71)', async () => {
    const victim = await newPerson()
    const thief = await newPerson()
    const never = `${victim.id.slice(0, 2)}${'A'.repeat(22)}`
    const attempts = [
      victim.id,
      never,
      'short',
      'x'.repeat(5000),
      '..%2f..%2f',
      '%00',
      victim.id.toLowerCase(),
      '*',
    ]
    for (const id of attempts) {
      for (const method of ['PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { name: 'Mine' } : undefined
        const answer = await thief.visitor.send({
          method,
          path: `/auth/sessions/${encodeURIComponent(id)}`,
          body,
        })
        expect([answer.status, answer.json.code], `${method} ${id.slice(0, 30)}`).toEqual([
          404,
          'request/unknown-session',
        ])
      }
    }
    const [unknown, others] = await Promise.all(
      [never, victim.id].map((id) => thief.visitor.delete(`/auth/sessions/${id}`)),
    )
    expect(others?.text).toBe(unknown?.text)
    const alive = await victim.visitor.get('/auth/session')
    expect([alive.status, alive.json.session.client.name]).toEqual([200, null])
    const asToken = await server.send({ path: '/auth/session', headers: bearer(victim.id) })
    expect(asToken.status).toBe(401)
  })

  it('can be named, and the name taken away', async () => {
    const { visitor, id } = await newPerson()
    expect((await visitor.patch(`/auth/sessions/${id}`, { name: '  My laptop ' })).status).toBe(204)
    expect((await visitor.get('/auth/session')).json.session.client.name).toBe('My laptop')
    expect((await visitor.patch(`/auth/sessions/${id}`, { name: null })).status).toBe(204)
    expect((await visitor.get('/auth/session')).json.session.client.name).toBe(null)
  })

  it('can be ended one by one; ending this one is a sign-out', async () => {
    const { visitor, email, id } = await newPerson()
    const phone = await native(email)
    expect((await visitor.delete(`/auth/sessions/${phone.id}`)).status).toBe(204)
    const dead = await server.send({ path: '/auth/session', headers: bearer(phone.access) })
    expect([dead.status, dead.json.code]).toEqual([401, 'session/revoked'])
    expect((await refresh(phone.refresh)).json.code).toBe('session/revoked')
    const own = await visitor.delete(`/auth/sessions/${id}`)
    expect(own.status).toBe(204)
    expect(own.headers['set-cookie']?.[0]).toMatch(/Max-Age=0/)
    expect((await visitor.get('/auth/session')).json.code).toBe('session/none')
  })

  it('can be ended all but this one, and all', async () => {
    const { visitor, email } = await newPerson()
    const others = await Promise.all([native(email), native(email), native(email)])
    const except = await visitor.delete('/auth/sessions?except=current')
    expect(except.json).toEqual({ ended: 3 })
    expect((await visitor.get('/auth/session')).status).toBe(200)
    for (const { access } of others) {
      expect((await server.send({ path: '/auth/session', headers: bearer(access) })).status).toBe(401)
    }
    const more = await native(email)
    const all = await visitor.delete('/auth/sessions')
    expect([all.status, all.json]).toEqual([200, { ended: 2 }])
    expect(visitor.cookies.has(`sojourn-${server.port}`)).toBe(false)
    expect((await refresh(more.refresh)).json.code).toBe('session/revoked')
  })
})

describe('signing out', () => {
  it('kills the session, expires the cookie and clears what the page kept (STANDARDS 25, 30)', async () => {
    const { visitor } = await newPerson()
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
    const { email } = await newPerson()
    const { access, refresh: token } = await native(email)
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
    expect((await refresh(token)).json.code).toBe('session/revoked')
  })

  it('works with a refresh token alone', async () => {
    const { email } = await newPerson()
    const { access, refresh: token } = await native(email)
    const answer = await server.send({ method: 'POST', path: '/auth/logout', body: { refresh_token: token } })
    expect(answer.status).toBe(204)
    expect((await server.send({ path: '/auth/session', headers: bearer(access) })).json.code).toBe(
      'session/revoked',
    )
    const again = await server.send({ method: 'POST', path: '/auth/logout', body: { refresh_token: token } })
    expect(again.status).toBe(204)
  })

  it('works with both, as the client sends them', async () => {
    const { email } = await newPerson()
    const { access, refresh: token } = await native(email)
    const sent = {
      method: 'POST',
      path: '/auth/logout',
      headers: bearer(access),
      body: { refresh_token: token },
    }
    expect((await server.send(sent)).status).toBe(204)
    expect((await server.send(sent)).status).toBe(204)
    expect((await refresh(token)).json.code).toBe('session/revoked')
  })

  it('never says that it was done when it was not', async () => {
    const { email } = await newPerson()
    const { refresh: first } = await native(email)
    const second = await refresh(first)
    await server.send({ path: '/auth/session', headers: bearer(second.json.access_token) })
    server.clock.advance(60_000)
    const third = await refresh(second.json.refresh_token)
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
    const { visitor } = await newPerson()
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const answer = await visitor.send({ method: 'POST', path: '/auth/logout', headers, body: {} })
    expect([answer.status, answer.headers['clear-site-data']]).toEqual([403, undefined])
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })
})

describe('renewing', () => {
  it('gives the same client the same answer again, and a thief’s replay ends the session and is told', async () => {
    const { email, userId, visitor } = await newPerson()
    const { refresh: first } = await native(email)
    const second = await refresh(first)
    expect(second.status).toBe(200)
    expect(second.json.user.email).toBe(email)
    const lost = await refresh(first)
    expect(lost.status).toBe(200)
    await server.send({ path: '/auth/session', headers: bearer(lost.json.access_token) })
    server.clock.advance(60_000)
    const later = await refresh(lost.json.refresh_token)
    await server.send({ path: '/auth/session', headers: bearer(later.json.access_token) })
    server.clock.advance(60_000)
    const replay = await refresh(first, true)
    expect([replay.status, replay.json.code]).toEqual([401, 'refresh/reused'])
    expect((await refresh(later.json.refresh_token)).json.code).toBe('session/revoked')
    await expect
      .poll(async () => (await server.identity.activity(userId)).map(({ kind }) => kind))
      .toContain('refresh-theft')
    expect(
      (await visitor.get('/auth/activity')).json.activity.map(({ kind }: { kind: string }) => kind),
    ).toContain('refresh-theft')
  })

  it('ends a session whose account is no more', async () => {
    const { email, userId } = await newPerson()
    const { refresh: token } = await native(email)
    await server.identity.remove(userId)
    expect((await refresh(token)).json.code).toBe('session/revoked')
  })
})

describe('session data', () => {
  it('is merged, whole, and the same for parallel patches of other fields', async () => {
    const { visitor } = await newPerson()
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
    const { visitor } = await newPerson()
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
  it('ends an idle session, whatever the cookie says, and use keeps one alive up to the absolute end', async () => {
    const { visitor } = await newPerson()
    for (let used = 0; used < 12 * 3 - 1; used++) {
      server.clock.advance(20 * 60_000)
      expect((await visitor.get('/auth/session')).status, `after ${used + 1} uses`).toBe(200)
    }
    server.clock.advance(20 * 60_000)
    expect((await visitor.get('/auth/session')).json.code).toBe('session/expired')
    const idle = await newPerson()
    server.clock.advance(30 * 60_000)
    const answer = await idle.visitor.get('/auth/session')
    expect([answer.status, answer.json.code]).toEqual([401, 'session/expired'])
  })
})

describe('a body that is held back', () => {
  it('keeps no session in use that ended meanwhile', async () => {
    const { visitor, id, userId } = await newPerson()
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

describe('a request that is put together oddly', () => {
  const cases: readonly (readonly [string, (host: string) => string, RegExp])[] = [
    [
      'two lengths',
      (host) =>
        `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}GET /healthz HTTP/1.1\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      (host) =>
        `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'an unknown transfer coding',
      (host) => `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n\r\n{}`,
      /^HTTP\/1\.1 (400|501) /,
    ],
    [
      'a folded header',
      (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX-A: b\r\n c: d\r\n\r\n`,
      /^HTTP\/1\.1 (400|200) /,
    ],
    [
      'a space before the colon',
      (host) => `GET /healthz HTTP/1.1\r\nHost : ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', () => 'GET /auth/settings HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no host, of old', () => 'GET /auth/settings HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two hosts',
      (host) => `GET /auth/settings HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a host that cannot be',
      () => 'GET /auth/settings HTTP/1.1\r\nHost: a b\r\n\r\n',
      /^HTTP\/1\.1 4(00|21) /,
    ],
    [
      'a host with a path',
      () => 'GET /auth/settings HTTP/1.1\r\nHost: localhost/x?\r\n\r\n',
      /^HTTP\/1\.1 4(00|21) /,
    ],
    [
      'a whole address of another host',
      (host) => `GET http://evil.example/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 (200|4\d\d) /,
    ],
    [
      'a whole address and a foreign host',
      () => 'GET http://localhost/auth/settings HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      /^HTTP\/1\.1 421 /,
    ],
    ['a tunnel', () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^$|^HTTP\/1\.1 4/],
    [
      'dots',
      (host) => `GET /auth/../auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 (200|404|400) /,
    ],
    [
      'a backslash',
      (host) => `GET /auth\\settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 4(00|04) /,
    ],
    [
      'a huge head',
      (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
  ]

  it.each(cases)('%s is answered once, and not by what it hides', async (_name, textOf, expected) => {
    const socket = connect(server.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
    })
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.end(textOf(`localhost:${server.port}`))
    await closed
    expect(answer).toMatch(expected)
    expect(answer.match(/HTTP\/1\.1 \d/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(answer).not.toMatch(/\bat .*\.(ts|js|mjs):\d+/)
  })
})
