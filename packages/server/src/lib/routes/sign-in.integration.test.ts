import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const login = { method: 'POST', path: '/auth/login' } as const
const samePage = { 'sec-fetch-site': 'same-origin' }
let server: TestServer

beforeAll(async () => {
  server = await startServer()
  await server.visitor().post('/auth/register', { ...ann, name: 'Ann' })
})
afterAll(() => server?.close())

describe('signing in', () => {
  it('gives a browser a cookie that no script reads and no other site sends, and a mark of its own', async () => {
    const answer = await server.send({ ...login, headers: samePage, body: ann })
    expect(answer.status).toBe(200)
    const [session = '', mark = ''] = answer.headers['set-cookie'] ?? []
    expect(session).toMatch(/^sojourn-\d+=sjs_[\w-]{104}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(mark).toMatch(
      /^sojourn-device-\d+=[\w-]{20,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=34560000$/,
    )
    expect(answer.json.user).toMatchObject({ email: ann.email, name: 'Ann', roles: [] })
    expect(answer.json.session).toMatchObject({ methods: ['pwd'], level: 1, data: {} })
    expect(answer.text).not.toMatch(/sj[sar]_/)
    expect(answer.text).not.toContain(mark.split(/[=;]/)[1])
  })

  it('gives a native client its tokens and its mark in the answer, and no cookie', async () => {
    const answer = await server.send({
      ...login,
      body: { ...ann, client: 'native', device: { name: 'Ann’s phone' } },
    })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      refresh_expires_in: 14 * 86_400,
    })
    expect(answer.json.session.client).toMatchObject({ kind: 'native', name: 'Ann’s phone', country: null })
    expect(answer.json.device.id).toMatch(/^[\w-]{20,}$/)
    const me = await server.send({
      path: '/auth/session',
      headers: { authorization: `Bearer ${answer.json.access_token}` },
    })
    expect(me.json.session.id).toBe(answer.json.session.id)
  })

  it('gives a token client one opaque token', async () => {
    const answer = await server.send({ ...login, body: { ...ann, client: 'token' } })
    expect(answer.json.session_token).toMatch(/^sjs_/)
    expect(answer.json).not.toHaveProperty('refresh_token')
    const headers = { authorization: `Bearer ${answer.json.session_token}` }
    expect((await server.send({ path: '/auth/session', headers })).status).toBe(200)
  })

  it('never takes a session id or token from whoever asks: each sign-in begins a new one (STANDARDS 3, 20)', async () => {
    const visitor = server.visitor()
    await visitor.post('/auth/login', ann)
    const planted = visitor.cookies.get(`sojourn-${server.port}`) ?? ''
    const before = (await visitor.get('/auth/session')).json.session.id
    const again = await visitor.send({ ...login, path: '/auth/login?sid=x&session=y', body: ann })
    expect(again.json.session.id).not.toBe(before)
    expect(visitor.cookies.get(`sojourn-${server.port}`)).not.toBe(planted)
    const old = await server.send({
      path: '/auth/session',
      headers: { cookie: `sojourn-${server.port}=${planted}` },
    })
    expect([old.status, old.json.code]).toEqual([401, 'session/revoked'])
  })

  it('reads no credential from an address (STANDARDS 4)', async () => {
    const { json } = await server.send({ ...login, body: { ...ann, client: 'token' } })
    for (const name of ['access_token', 'sid', 'token', 'session', `sojourn-${server.port}`]) {
      const answer = await server.send({ path: `/auth/session?${name}=${json.session_token}` })
      expect(answer.json.code).toBe('session/none')
      expect(answer.text).not.toContain(json.session_token)
    }
  })

  it('says of a wrong password only that the two do not go together, and signs nobody out by it', async () => {
    const visitor = server.visitor()
    await visitor.post('/auth/login', ann)
    const wrong = await visitor.post('/auth/login', { ...ann, password: 'something else entirely' })
    expect([wrong.status, wrong.json.code]).toEqual([401, 'auth/wrong-credentials'])
    expect(wrong.headers['www-authenticate']).toBe('Bearer')
    expect(wrong.headers['set-cookie']).toBeUndefined()
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })

  it('takes neither roles nor methods nor an id from the client', async () => {
    for (const extra of [
      { roles: ['admin'] },
      { level: 3 },
      { methods: ['hwk'] },
      { id: 'x' },
      { verified: true },
      { device: { kind: 'web' } },
    ]) {
      const path = '/auth/register'
      const answer = await server.visitor().post(path, { ...ann, email: 'mallory@example.com', ...extra })
      expect([answer.status, answer.json.code]).toEqual([400, 'request/malformed'])
    }
    expect(await server.identity.findByEmail('mallory@example.com')).toBe(null)
  })

  it('carries the roles of the account into the session', async () => {
    const account = await server.identity.create({
      email: 'root@example.com',
      password: ann.password,
      roles: ['admin'],
    })
    expect(account.status).toBe('created')
    const visitor = server.visitor()
    const answer = await visitor.post('/auth/login', { email: 'root@example.com', password: ann.password })
    expect(answer.json.user.roles).toEqual(['admin'])
    const [session] = await server.sojourn.list(answer.json.user.id)
    expect(session?.roles).toEqual(['admin'])
  })

  it('lets a sign-out everywhere win over a sign-in that began before it', async () => {
    const email = 'overtaken@example.com'
    await server.visitor().post('/auth/register', { ...ann, email })
    const { id = '' } = (await server.identity.findByEmail(email)) ?? {}
    const answers = []
    for (let round = 0; round < 20; round++) {
      const signingIn = server.visitor().post('/auth/login', { ...ann, email })
      for (let wait = 0; wait < round * 3; wait++) await new Promise((resolve) => setImmediate(resolve))
      await server.sojourn.endUser(id)
      const answer = await signingIn
      const alive = await server.sojourn.list(id)
      if (answer.status === 409) expect(alive).toEqual([])
      else expect(answer.status).toBe(200)
      answers.push(`${answer.status} ${answer.json.code ?? ''}`.trim())
    }
    expect(new Set([...answers, '200', '409 sign-in/overtaken'])).toEqual(
      new Set(['200', '409 sign-in/overtaken']),
    )
    expect(answers).toContain('409 sign-in/overtaken')
  })

  it('turns a disabled account away only after the right password', async () => {
    const email = 'disabled@example.com'
    const visitor = server.visitor()
    const { json } = await visitor.post('/auth/register', { ...ann, email })
    await server.identity.disable(json.user.id)
    const ended = await visitor.get('/auth/session')
    expect([ended.status, ended.json.code]).toEqual([401, 'session/revoked'])
    const right = await server.visitor().post('/auth/login', { ...ann, email })
    expect([right.status, right.json.code]).toEqual([403, 'account/disabled'])
    const wrong = await server.visitor().post('/auth/login', { email, password: 'not the password at all' })
    expect([wrong.status, wrong.json.code]).toEqual([401, 'auth/wrong-credentials'])
  })

  it('takes the place of a session whose record cannot be read, and which nothing else can replace', async () => {
    const visitor = server.visitor()
    const { json } = await visitor.post('/auth/login', ann)
    const cookies = new Map(visitor.cookies)
    const { sessions } = await server.store.listUser(json.user.id)
    const stored = sessions.find(({ id }) => id === json.session.id)
    if (stored === undefined) throw new TypeError('the session is not where it should be')
    const corrupt = { ...stored, version: stored.version + 1, bytes: Uint8Array.of(1) }
    expect(await server.store.replace(corrupt, { announce: true })).toEqual({ status: 'replaced' })

    for (const answer of [
      await visitor.get('/auth/session'),
      await visitor.post('/auth/logout', {}),
      await visitor.post('/auth/resume', { password: ann.password }),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([503, 'record/corrupt'])
    }
    expect((await visitor.get('/auth/settings')).status).toBe(200)
    expect(visitor.cookies).toEqual(cookies)
    expect((await visitor.post('/auth/login', ann)).status).toBe(200)
    expect((await visitor.get('/auth/session')).status).toBe(200)
    await visitor.delete('/auth/sessions?except=current')
    expect((await visitor.get('/auth/sessions')).json.sessions).toHaveLength(1)
  })

  it('makes no account when nobody may register', async () => {
    const closed = await startServer({
      env: { SOJOURN_REGISTRATION: 'closed', SOJOURN_SITE_NAME: 'The Shop' },
    })
    const answer = await closed.visitor().post('/auth/register', ann)
    expect([answer.status, answer.json.code]).toEqual([403, 'account/registration-closed'])
    expect(await closed.identity.findByEmail(ann.email)).toBe(null)
    expect((await closed.send({ path: '/auth/settings' })).json).toEqual({
      registration: false,
      mail: false,
      outbox: false,
      passwordMinLength: 15,
      siteName: 'The Shop',
    })
    await closed.close()
  })
})

describe('what somebody types', () => {
  it.each([
    ['a line break', 'Ann\r\nSet-Cookie: evil=1'],
    ['NUL', 'Ann\u0000'],
    ['half a character', 'Ann\ud800'],
    ['too much', 'x'.repeat(201)],
  ])('is refused as a name with %s', async (_what, name) => {
    const visitor = server.visitor()
    await visitor.post('/auth/login', ann)
    const answer = await visitor.send({ method: 'PATCH', path: '/auth/user', body: JSON.stringify({ name }) })
    expect([answer.status, answer.json.code]).toEqual([400, 'request/malformed'])
    expect(answer.rawHeaders.join('\n')).not.toContain('evil')
  })

  it('stays text: markup in names and devices is only JSON', async () => {
    const body = { ...ann, client: 'native', device: { name: '<img src=x onerror=alert(1)>' } }
    const answer = await server.send({ ...login, body })
    expect(answer.json.session.client.name).toBe('<img src=x onerror=alert(1)>')
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })
})
