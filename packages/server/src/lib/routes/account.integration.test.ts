import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer, type Visitor } from './server.test-support.ts'

const next = 'a quite different and longer sentence'
let server: TestServer
let mailing: TestServer
let people = 0

beforeAll(async () => {
  server = await startServer()
  mailing = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
})
afterAll(async () => {
  await server?.close()
  await mailing?.close()
})

async function newPerson(): Promise<{ visitor: Visitor; email: string; userId: string }> {
  people += 1
  const email = `person-${people}@example.com`
  const visitor = server.visitor()
  const { json } = await visitor.post('/auth/register', { ...ann, email })
  return { visitor, email, userId: json.user.id }
}

/** Somebody with a confirmed address on the server that sends mail, signed in. */
async function confirmedPerson(): Promise<{ visitor: Visitor; email: string; userId: string }> {
  people += 1
  const email = `person-${people}@example.com`
  const visitor = mailing.visitor()
  expect((await visitor.post('/auth/register', { ...ann, email })).status).toBe(202)
  const code = await mailing.codeFor(email)
  const { json, status } = await visitor.post('/auth/verify', { code, password: ann.password })
  expect(status).toBe(200)
  return { visitor, email, userId: json.user.id }
}

function cookieOf(visitor: Visitor, of: TestServer = server): string {
  const name = `sojourn-${of.port}`
  return `${name}=${visitor.cookies.get(name)}`
}

function login(email: string, client: 'native' | 'token', password = ann.password) {
  return server.send({ method: 'POST', path: '/auth/login', body: { email, password, client } })
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

describe('a new password', () => {
  it('gives this session a new secret, and ends the others', async () => {
    const { visitor, email } = await newPerson()
    const old = cookieOf(visitor)
    const phone = (await login(email, 'native')).json
    const answer = await visitor.post('/auth/password', { current: ann.password, next })
    expect(answer.status).toBe(200)
    expect(cookieOf(visitor)).not.toBe(old)
    const replayed = await server.send({ path: '/auth/session', headers: { cookie: old } })
    expect([replayed.status, replayed.json.code]).toEqual([401, 'credential/rotated'])
    expect((await visitor.get('/auth/session')).status).toBe(200)
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect(other.json.code).toBe('session/revoked')
    expect((await login(email, 'token')).status).toBe(401)
    expect((await login(email, 'token', next)).status).toBe(200)
  })

  it('leaves the others when it is told to', async () => {
    const { visitor, email } = await newPerson()
    const phone = (await login(email, 'native')).json
    await visitor.post('/auth/password', { current: ann.password, next, keepOthers: true })
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect(other.status).toBe(200)
  })

  it.each(['native', 'token'] as const)(
    'is answered with what a %s client presents from now on',
    async (client) => {
      const { email } = await newPerson()
      const { json } = await login(email, client)
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
    const { visitor } = await newPerson()
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

describe('authenticating again', () => {
  it('resets both time-outs and the time of authentication, and replaces the secret (STANDARDS 16, 20)', async () => {
    const { visitor } = await newPerson()
    const before = (await visitor.get('/auth/session')).json.session
    server.clock.advance(25 * 60_000)
    const old = cookieOf(visitor)
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
    const { visitor } = await newPerson()
    const answer = await visitor.post('/auth/reauthenticate', { password: 'not it, whatever it is' })
    expect([answer.status, answer.json.code]).toEqual([401, 'auth/wrong-credentials'])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect((await visitor.get('/auth/session')).status).toBe(200)
  })

  it('is what a sensitive action asks for, by RFC 9470 (STANDARDS 54, 55)', async () => {
    const { visitor, userId } = await newPerson()
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
    const { visitor } = await newPerson()
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

describe('my account', () => {
  it('can be renamed', async () => {
    const { visitor } = await newPerson()
    expect((await visitor.patch('/auth/user', { name: 'Ann Ångström' })).json.user.name).toBe('Ann Ångström')
    expect((await visitor.get('/auth/session')).json.user.name).toBe('Ann Ångström')
    expect((await visitor.patch('/auth/user', { name: null })).json.user.name).toBe(null)
    expect((await visitor.patch('/auth/user', { roles: ['admin'] })).status).toBe(400)
  })

  it('moves to another address at once when no mail is sent', async () => {
    const { visitor } = await newPerson()
    const { email: taken } = await newPerson()
    expect((await visitor.post('/auth/email', { email: 'moved@example.com' })).json.user.email).toBe(
      'moved@example.com',
    )
    expect((await visitor.post('/auth/email', { email: taken })).json.code).toBe('account/exists')
    expect((await visitor.post('/auth/email', { email: 'no address' })).json.code).toBe('email/invalid')
  })

  it('moves to another address only by the code that is mailed there', async () => {
    const { visitor, email, userId } = await confirmedPerson()
    const answer = await visitor.post('/auth/email', { email: `new-${email}` })
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect((await visitor.get('/auth/session')).json.user.email).toBe(email)
    const code = await mailing.codeFor(`new-${email}`)
    expect((await mailing.visitor().post('/auth/verify', { code })).status).toBe(204)
    expect((await mailing.identity.find(userId))?.email).toBe(`new-${email}`)
    expect((await mailing.visitor().post('/auth/verify', { code })).json.code).toBe('code/invalid')
  })

  it('can be had as a file, without any secret', async () => {
    const { visitor, email } = await newPerson()
    await visitor.patch('/auth/session/data', { cart: ['tea'] })
    const answer = await visitor.post('/auth/user/export')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="my-data.json"')
    expect(answer.json.account.email).toBe(email)
    expect(answer.json.sessions[0].data).toEqual({ cart: ['tea'] })
    expect(answer.text).not.toMatch(/sj[sar]_|\$argon2/)
    for (const value of visitor.cookies.values()) expect(answer.text).not.toContain(value)
  })

  it('is not had by a link or a form of another site, which would leave a line in the activity (STANDARDS 60)', async () => {
    const { visitor } = await newPerson()
    for (const method of ['GET', 'POST']) {
      for (const site of ['cross-site', 'same-site']) {
        const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' }
        const answer = await visitor.send({ method, path: '/auth/user/export', headers })
        expect(answer.status).toBeGreaterThanOrEqual(403)
      }
    }
    expect((await visitor.get('/auth/user/export')).json.code).toBe('request/method')
    const { activity } = (await visitor.get('/auth/activity')).json
    expect(activity.map(({ kind }: { kind: string }) => kind)).toEqual(['registered'])
  })

  it('can be deleted, which ends every session (STANDARDS 26)', async () => {
    const { visitor, email, userId } = await newPerson()
    const phone = (await login(email, 'native')).json
    const answer = await visitor.delete('/auth/user')
    expect([answer.status, answer.headers['set-cookie']?.[0]]).toEqual([
      204,
      expect.stringMatching(/Max-Age=0/),
    ])
    expect(await server.identity.find(userId)).toBe(null)
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect([other.status, other.json.code]).toEqual([401, 'session/revoked'])
    expect((await login(email, 'token')).json.code).toBe('auth/wrong-credentials')
  })

  it('tells what happened to it lately, and where', async () => {
    const { visitor } = await newPerson()
    const { json } = await visitor.get('/auth/sessions')
    await visitor.patch(`/auth/sessions/${json.sessions[0].id}`, { name: 'Laptop' })
    await visitor.post('/auth/reauthenticate', { password: ann.password })
    await visitor.patch('/auth/user', { name: 'Ann' })
    const { activity } = (await visitor.get('/auth/activity')).json
    expect(activity.map(({ kind }: { kind: string }) => kind)).toEqual([
      'renamed',
      'reauthenticated',
      'device-named',
      'registered',
    ])
    expect(activity[0].client).toEqual({
      browser: null,
      system: null,
      country: null,
      network: '127.0.0.0/24',
    })
  })
})

describe('a mailed code', () => {
  it('confirms an address with the password of its registration, signs in, and works once (STANDARDS 22, 24, 56)', async () => {
    const email = 'code@example.com'
    const visitor = mailing.visitor()
    await visitor.post('/auth/register', { ...ann, email })
    const code = await mailing.codeFor(email)
    await mailing.visitor().post('/auth/register', { ...ann, email, password: next })
    const early = await visitor.post('/auth/login', { ...ann, email })
    expect([early.status, early.json.code]).toEqual([401, 'auth/wrong-credentials'])
    for (const password of [undefined, next]) {
      const answer = await visitor.post('/auth/verify', { code, password })
      expect([answer.status, answer.json.code]).toEqual([401, 'auth/wrong-credentials'])
      expect(answer.headers['set-cookie']).toBe(undefined)
    }
    const body = { code, password: ann.password }
    const answers = await Promise.all(Array.from({ length: 8 }, () => visitor.post('/auth/verify', body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(400)])
    expect((await visitor.get('/auth/session')).json.user).toMatchObject({ email, verified: true })
    const stranger = await visitor.post('/auth/login', { ...ann, email, password: next })
    expect(stranger.json.code).toBe('auth/wrong-credentials')
  })

  it('signs every kind of client in, a browser only where it keeps the cookie', async () => {
    for (const client of ['native', 'token'] as const) {
      const email = `${client}-code@example.com`
      await mailing.visitor().post('/auth/register', { ...ann, email })
      const body = { code: await mailing.codeFor(email), password: ann.password, client }
      const { status, json } = await mailing.send({ method: 'POST', path: '/auth/verify', body })
      expect(status).toBe(200)
      expect(json.device.id).toMatch(/^[\w-]{43}$/)
      const token = client === 'native' ? json.access_token : json.session_token
      const me = await mailing.send({ path: '/auth/session', headers: bearer(token) })
      expect(me.json.user.email).toBe(email)
    }
    const body = { code: 'A'.repeat(43), password: ann.password }
    const answer = await mailing.send({ method: 'POST', path: '/auth/verify', body })
    expect([answer.status, answer.json.code]).toEqual([403, 'request/cross-site'])
  })

  it('sets a new password once, and ends every session', async () => {
    const { visitor, email } = await confirmedPerson()
    const stranger = mailing.visitor()
    expect((await stranger.post('/auth/reset/request', { email })).status).toBe(202)
    const code = await mailing.codeFor(email, '/reset')
    const weak = await stranger.post('/auth/reset', { code, next: 'short' })
    expect(weak.json.code).toBe('password/too-short')
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => stranger.post('/auth/reset', { code, next })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400])
    expect((await stranger.get('/auth/session')).json.code).toBe('session/none')
    expect((await visitor.get('/auth/session')).json.code).toBe('session/revoked')
    expect((await visitor.post('/auth/login', { email, password: next })).status).toBe(200)
  })

  it('is of no use elsewhere', async () => {
    const { email } = await confirmedPerson()
    const visitor = mailing.visitor()
    await visitor.post('/auth/reset/request', { email })
    const code = await mailing.codeFor(email, '/reset')
    expect((await visitor.post('/auth/verify', { code })).json.code).toBe('code/invalid')
    for (const junk of ['x', 'A'.repeat(43), `${code}A`, code.slice(1), code.toUpperCase()]) {
      const answer = await visitor.post('/auth/reset', { code: junk, next })
      expect([answer.status, answer.json.code]).toEqual([400, 'code/invalid'])
    }
  })

  it('cannot be asked for where no mail is sent', async () => {
    const answer = await server.visitor().post('/auth/reset/request', { email: ann.email })
    expect([answer.status, answer.json.code]).toEqual([409, 'account/no-mail'])
  })
})

describe('a mail to the person', () => {
  it('tells of a sign-in on a new device, and of a new password (STANDARDS 73)', async () => {
    const { visitor, email } = await confirmedPerson()
    const subjects = (): readonly string[] =>
      (mailing.outbox?.list() ?? []).filter(({ to }) => to === email).map(({ subject }) => subject)
    const before = subjects().length
    await visitor.post('/auth/login', { ...ann, email })
    await mailing.visitor().post('/auth/login', { ...ann, email })
    await expect.poll(() => subjects().length).toBe(before + 1)
    await visitor.post('/auth/password', { current: ann.password, next })
    await expect.poll(() => subjects().length).toBe(before + 2)
    expect(subjects()[0]).not.toBe(subjects()[1])
  })
})

describe('a disabled account', () => {
  it('ends here also when its sessions could not be ended then', async () => {
    const { visitor, userId } = await newPerson()
    await server.identity.disable(userId)
    const grant = await server.sojourn.signIn(userId, { methods: ['pwd'] })
    if (grant.kind !== 'session') throw new TypeError('a web session has a session token')
    const headers = { cookie: `sojourn-${server.port}=${grant.sessionToken}` }
    for (const path of ['/auth/session', '/auth/sessions', '/auth/activity']) {
      const answer = await server.send({ path, headers })
      expect([answer.status, answer.json.code]).toEqual([401, 'session/revoked'])
    }
    expect(await server.sojourn.list(userId)).toEqual([])
    expect((await visitor.get('/auth/session')).status).toBe(401)
  })
})
