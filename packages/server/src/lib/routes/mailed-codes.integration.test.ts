import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, newPerson } from './person.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const next = 'a quite different and longer sentence'
let server: TestServer
let mailing: TestServer
beforeAll(async () => {
  server = await startServer()
  mailing = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
})
afterAll(async () => {
  await server?.close()
  await mailing?.close()
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
    const { visitor, email } = await newPerson(mailing)
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
    const { email } = await newPerson(mailing)
    const visitor = mailing.visitor()
    await visitor.post('/auth/reset/request', { email })
    const code = await mailing.codeFor(email, '/reset')
    expect((await visitor.post('/auth/verify', { code })).json.code).toBe('code/invalid')
    for (const junk of ['x', 'A'.repeat(43), `${code}A`, code.slice(1), code.toUpperCase()]) {
      const answer = await visitor.post('/auth/reset', { code: junk, next })
      expect([answer.status, answer.json.code]).toEqual([400, 'code/invalid'])
    }
  })

  it('stays good, and is asked for with the same answer, when many networks have had all mails of the hour', async () => {
    const { email, userId } = await newPerson(mailing)
    const unknown = `un${email}`
    for (const network of ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '233.252.0.0/24']) {
      const from = { network, userAgent: null, device: null }
      for (let n = 0; n < 5; n++) {
        for (const asked of [email, unknown]) await mailing.identity.requestReset(asked, from)
      }
    }
    const sent = (): number => mailing.outbox?.list().filter(({ to }) => to === email).length ?? 0
    await expect.poll(sent).toBeGreaterThanOrEqual(20)
    const before = sent()
    const answers: unknown[] = []
    for (const asked of [email, unknown]) {
      const { status, text, headers } = await mailing.visitor().post('/auth/reset/request', { email: asked })
      answers.push([status, text, headers['retry-after']])
    }
    expect(answers).toEqual([
      [202, '', undefined],
      [202, '', undefined],
    ])
    const code = await mailing.codeFor(email, '/reset')
    expect(sent()).toBe(before)
    expect((await mailing.visitor().post('/auth/reset', { code, next })).status).toBe(204)
    expect((await mailing.identity.activity(userId)).map(({ kind }) => kind)).toContain('password-reset')
  })

  it('cannot be asked for where no mail is sent', async () => {
    const answer = await server.visitor().post('/auth/reset/request', { email: ann.email })
    expect([answer.status, answer.json.code]).toEqual([409, 'account/no-mail'])
  })
})

describe('a mail to the person', () => {
  it('tells of a sign-in on a new device, and of a new password (STANDARDS 73)', async () => {
    const { visitor, email } = await newPerson(mailing)
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
