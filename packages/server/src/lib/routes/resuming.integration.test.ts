import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, cookieOf, login, newPerson } from './person.test-support.ts'
import { type Answer, ann, startServer, type TestServer } from './server.test-support.ts'

const tooLong = 30 * 60_000
const right = { password: ann.password }
const wrong = { password: 'not it, whatever it is' }
const told = ({ status, json }: Answer): unknown => [status, json.code]

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('a session that was idle for too long', () => {
  it('lets nobody in, and goes on after the password, with what was in it', async () => {
    const { visitor, id, email } = await newPerson(server)
    await visitor.patch('/auth/session/data', { cart: ['tea'] })
    server.clock.advance(tooLong)
    const old = cookieOf(server, visitor)
    for (const path of ['/auth/session', '/auth/sessions', '/auth/activity']) {
      expect(told(await visitor.get(path)), path).toEqual([401, 'session/idle'])
    }
    expect(cookieOf(server, visitor)).toBe(old)
    const refused = await visitor.post('/auth/resume', wrong)
    expect(told(refused)).toEqual([401, 'auth/wrong-credentials'])
    expect(refused.text).not.toContain(email)

    const resumed = await visitor.post('/auth/resume', right)
    expect(resumed.status).toBe(200)
    expect(resumed.json).toMatchObject({ session: { id, data: { cart: ['tea'] } }, user: { email } })
    expect(cookieOf(server, visitor)).not.toBe(old)
    expect((await visitor.get('/auth/session')).status).toBe(200)
    const replayed = await server.send({ path: '/auth/session', headers: { cookie: old } })
    expect(told(replayed)).toEqual([401, 'credential/rotated'])
  })

  it('goes on for a program, too, with a new session token', async () => {
    const { email } = await newPerson(server)
    const { session_token } = (await login(server, email, 'token')).json
    server.clock.advance(tooLong)
    const call = { method: 'POST', path: '/auth/resume', headers: bearer(session_token), body: right }
    const { json } = await server.send(call)
    expect(json).toMatchObject({ token_type: 'Bearer', session_token: expect.stringMatching(/^sjs_/) })
    const answer = await server.send({ path: '/auth/session', headers: bearer(json.session_token) })
    expect(answer.status).toBe(200)
    expect(told(await server.send(call))).toEqual([401, 'credential/rotated'])
  })

  it.each(['cookie', 'bearer'] as const)(
    'gives who presents it as %s what to present from now on',
    async (carrier) => {
      const { visitor } = await newPerson(server)
      const cookie = cookieOf(server, visitor)
      const token = cookie.slice(cookie.indexOf('=') + 1)
      server.clock.advance(tooLong)
      const headers = carrier === 'bearer' ? bearer(token) : { cookie, 'sec-fetch-site': 'same-origin' }
      const answer = await server.send({ method: 'POST', path: '/auth/resume', headers, body: right })
      expect(answer.status).toBe(200)
      const given = { token: answer.json.session_token, cookies: answer.headers['set-cookie']?.length }
      expect(given).toEqual(
        carrier === 'bearer'
          ? { token: expect.stringMatching(/^sjs_/), cookies: undefined }
          : { token: undefined, cookies: 1 },
      )
      if (given.token === undefined) return
      expect((await server.send({ path: '/auth/session', headers: bearer(given.token) })).status).toBe(200)
    },
  )

  it('takes the mark of the device from who presents a token, so that strangers bar nobody', async () => {
    const { visitor, email } = await newPerson(server)
    const { json } = await login(server, email, 'token')
    server.clock.advance(tooLong)
    const resume = (body: object, more: Record<string, string> = {}): Promise<Answer> => {
      const headers = { ...bearer(json.session_token), ...more }
      return server.send({ method: 'POST', path: '/auth/resume', headers, body })
    }
    for (let guess = 0; guess < 6; guess++) await server.visitor().post('/auth/login', { email, ...wrong })
    expect(told(await resume(right))).toEqual([429, 'auth/throttled'])
    const name = `sojourn-device-${server.port}`
    const cookie = `${name}=${visitor.cookies.get(name)}`
    expect(told(await resume(right, { cookie }))).toEqual([429, 'auth/throttled'])
    expect(told(await resume({ ...right, device: { id: 'A'.repeat(43) } }))).toEqual([429, 'auth/throttled'])
    expect(told(await resume({ ...right, device: { id: 'not a mark' } }))).toEqual([400, 'request/malformed'])
    const answer = await resume({ ...right, device: { id: json.device.id } })
    expect(answer.status).toBe(200)
  })

  it('takes no mark from the body of who presents a cookie', async () => {
    const { visitor, email } = await newPerson(server)
    const { json } = await login(server, email, 'token')
    server.clock.advance(tooLong)
    for (let guess = 0; guess < 6; guess++) await server.visitor().post('/auth/login', { email, ...wrong })
    const body = { ...right, device: { id: json.device.id } }
    const headers = { cookie: cookieOf(server, visitor), 'sec-fetch-site': 'same-origin' }
    const unmarked = await server.send({ method: 'POST', path: '/auth/resume', headers, body })
    expect(told(unmarked)).toEqual([429, 'auth/throttled'])
    expect((await visitor.post('/auth/resume', right)).status).toBe(200)
  })

  it('counts wrong passwords like any guess', async () => {
    const { visitor } = await newPerson(server)
    server.clock.advance(tooLong)
    const codes: string[] = []
    for (let guess = 0; guess < 8; guess++) {
      codes.push(
        (await visitor.post('/auth/resume', { password: `guess number ${guess} of many` })).json.code,
      )
    }
    expect(new Set(codes)).toEqual(new Set(['auth/wrong-credentials', 'auth/throttled']))
    expect(codes.at(-1)).toBe('auth/throttled')
  })

  it('is nothing that a new sign-in, a sign-out everywhere or a disabled account leaves behind', async () => {
    const ends: ((person: Awaited<ReturnType<typeof newPerson>>) => Promise<unknown>)[] = [
      ({ visitor, email }) => visitor.post('/auth/login', { email, ...right }),
      ({ visitor }) => visitor.post('/auth/logout', {}),
      ({ userId }) => server.identity.disable(userId),
    ]
    for (const end of ends) {
      const person = await newPerson(server)
      const cookie = cookieOf(server, person.visitor)
      server.clock.advance(tooLong)
      expect(told(await person.visitor.get('/auth/session'))).toEqual([401, 'session/idle'])
      await end(person)
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const answer = await server.send({ method: 'POST', path: '/auth/resume', headers, body: right })
      expect(told(answer)).toEqual([401, 'session/revoked'])
    }
  })

  it('is resumed by nobody who brings nothing, and not after its absolute lifetime', async () => {
    const nobody = server.visitor()
    expect(told(await nobody.post('/auth/resume', right))).toEqual([401, 'session/none'])
    const { visitor } = await newPerson(server)
    server.clock.advance(12 * 3_600_000)
    expect(told(await visitor.post('/auth/resume', right))).toEqual([401, 'session/expired'])
  })

  it('ends where the setting says so', async () => {
    const strict = await startServer({ env: { SOJOURN_RESUME: 'no' } })
    try {
      const { visitor } = await newPerson(strict)
      strict.clock.advance(tooLong)
      expect(told(await visitor.get('/auth/session'))).toEqual([401, 'session/expired'])
    } finally {
      await strict.close()
    }
  })
})
