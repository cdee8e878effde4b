import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, login, newPerson, refresh, toldOf } from './person.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

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

describe('my account', () => {
  it('can be renamed', async () => {
    const { visitor } = await newPerson(server)
    expect((await visitor.patch('/auth/user', { name: 'Ann Ångström' })).json.user.name).toBe('Ann Ångström')
    expect((await visitor.get('/auth/session')).json.user.name).toBe('Ann Ångström')
    expect((await visitor.patch('/auth/user', { name: null })).json.user.name).toBe(null)
    expect((await visitor.patch('/auth/user', { roles: ['admin'] })).status).toBe(400)
  })

  it('moves to another address at once when no mail is sent', async () => {
    const { visitor } = await newPerson(server)
    const { email: taken } = await newPerson(server)
    expect((await visitor.post('/auth/email', { email: 'moved@example.com' })).json.user.email).toBe(
      'moved@example.com',
    )
    expect((await visitor.post('/auth/email', { email: taken })).json.code).toBe('account/exists')
    expect((await visitor.post('/auth/email', { email: 'no address' })).json.code).toBe('email/invalid')
  })

  it('moves to another address only by the code that is mailed there', async () => {
    const { visitor, email, userId } = await newPerson(mailing)
    const answer = await visitor.post('/auth/email', { email: `new-${email}` })
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect((await visitor.get('/auth/session')).json.user.email).toBe(email)
    const code = await mailing.codeFor(`new-${email}`)
    expect((await mailing.visitor().post('/auth/verify', { code })).status).toBe(204)
    expect((await mailing.identity.find(userId))?.email).toBe(`new-${email}`)
    expect((await mailing.visitor().post('/auth/verify', { code })).json.code).toBe('code/invalid')
  })

  it('can be had as a file, without any secret', async () => {
    const { visitor, email } = await newPerson(server)
    await visitor.patch('/auth/session/data', { cart: ['tea'] })
    const answer = await visitor.post('/auth/user/export')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="my-data.json"')
    expect(answer.json.account.email).toBe(email)
    expect(answer.json.sessions[0].data).toEqual({ cart: ['tea'] })
    expect(answer.text).not.toMatch(/sj[sar]_|\$argon2/)
    for (const value of visitor.cookies.values()) expect(answer.text).not.toContain(value)
  })

  it('is not had by a link or a form of another site, which would leave a line in the activity (STANDARDS 60)', async () => {
    const { visitor } = await newPerson(server)
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
    const { visitor, email, userId } = await newPerson(server)
    const phone = (await login(server, email, 'native')).json
    const answer = await visitor.delete('/auth/user')
    expect([answer.status, answer.headers['set-cookie']?.[0]]).toEqual([
      204,
      expect.stringMatching(/Max-Age=0/),
    ])
    expect(await server.identity.find(userId)).toBe(null)
    const other = await server.send({ path: '/auth/session', headers: bearer(phone.access_token) })
    expect([other.status, other.json.code]).toEqual([401, 'session/revoked'])
    expect((await login(server, email, 'token')).json.code).toBe('auth/wrong-credentials')
  })

  it('tells what happened to it lately, and where', async () => {
    const { visitor } = await newPerson(server)
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

describe('a disabled account', () => {
  it('ends here also when its sessions could not be ended then', async () => {
    const { visitor, userId } = await newPerson(server)
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
    expect(toldOf(server, grant.session.id)).toContain('session/ended on 127.0.0.0/24')
  })

  it('ends at a refresh too', async () => {
    const { userId } = await newPerson(server)
    await server.identity.disable(userId)
    const grant = await server.sojourn.signIn(userId, { methods: ['pwd'], client: { kind: 'native' } })
    if (grant.kind !== 'tokens') throw new TypeError('a native client has a refresh token')
    const answer = await refresh(server, grant.refreshToken)
    expect([answer.status, answer.json.code]).toEqual([401, 'session/revoked'])
    expect(await server.sojourn.list(userId)).toEqual([])
    expect(toldOf(server, grant.session.id)).toContain('session/ended on 127.0.0.0/24')
  })
})
