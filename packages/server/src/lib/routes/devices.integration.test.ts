import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, native, newPerson, refresh, toldOf } from './person.test-support.ts'
import { type Answer, ann, startServer, type TestServer, type Visitor } from './server.test-support.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('my devices', () => {
  it('lists every session, this one marked, without any credential', async () => {
    const { visitor, email, id } = await newPerson(server)
    const phone = await native(server, email)
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
    const victim = await newPerson(server)
    const thief = await newPerson(server)
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
    const { visitor, id } = await newPerson(server)
    expect((await visitor.patch(`/auth/sessions/${id}`, { name: '  My laptop ' })).status).toBe(204)
    expect((await visitor.get('/auth/session')).json.session.client.name).toBe('My laptop')
    expect((await visitor.patch(`/auth/sessions/${id}`, { name: null })).status).toBe(204)
    expect((await visitor.get('/auth/session')).json.session.client.name).toBe(null)
    const renamed = 'session/renamed on 127.0.0.0/24'
    expect(toldOf(server, id)).toEqual(['session/created on 127.0.0.0/24', renamed, renamed])
  })

  it('keep their name over a sign-out, each person’s own, and no other device has it', async () => {
    const { visitor, email, id } = await newPerson(server)
    const signIn = async (browser: Visitor, who: string): Promise<Answer['json']> =>
      (await browser.post('/auth/login', { ...ann, email: who })).json.session
    await visitor.patch(`/auth/sessions/${id}`, { name: 'Kitchen laptop' })
    await visitor.post('/auth/logout')
    const again = await signIn(visitor, email)
    expect([again.id === id, again.client.name]).toEqual([false, 'Kitchen laptop'])
    expect((await signIn(server.visitor(), email)).client.name).toBe(null)
    const other = await newPerson(server)
    expect((await signIn(visitor, other.email)).client.name).toBe(null)
    expect((await signIn(visitor, email)).client.name).toBe('Kitchen laptop')
    const { id: last } = (await visitor.get('/auth/session')).json.session
    await visitor.patch(`/auth/sessions/${last}`, { name: null })
    expect((await signIn(visitor, email)).client.name).toBe(null)
  })

  it('of programs keep theirs by their mark, also when another device gave it', async () => {
    const { visitor, email } = await newPerson(server)
    const signIn = async (client: string, device: object): Promise<Answer['json']> =>
      (await server.send({ method: 'POST', path: '/auth/login', body: { ...ann, email, client, device } }))
        .json
    for (const client of ['native', 'token']) {
      const first = await signIn(client, {})
      await visitor.patch(`/auth/sessions/${first.session.id}`, { name: 'Pocket' })
      const { id } = first.device
      expect((await signIn(client, { id })).session.client.name).toBe('Pocket')
      expect((await signIn(client, { id, name: 'Desk' })).session.client.name).toBe('Desk')
      expect((await signIn(client, { id })).session.client.name).toBe('Desk')
      expect((await signIn(client, {})).session.client.name).toBe(null)
    }
    const told = await visitor.post('/auth/user/export')
    expect(told.json.devices.map(({ name }: { name: string | null }) => name)).toContain('Desk')
  })

  it('can be ended one by one; ending this one is a sign-out', async () => {
    const { visitor, email, id } = await newPerson(server)
    const phone = await native(server, email)
    expect((await visitor.delete(`/auth/sessions/${phone.id}`)).status).toBe(204)
    const dead = await server.send({ path: '/auth/session', headers: bearer(phone.access) })
    expect([dead.status, dead.json.code]).toEqual([401, 'session/revoked'])
    expect((await refresh(server, phone.refresh)).json.code).toBe('session/revoked')
    expect(toldOf(server, phone.id)).toContain('session/ended on 127.0.0.0/24')
    const own = await visitor.delete(`/auth/sessions/${id}`)
    expect(own.status).toBe(204)
    expect(own.headers['set-cookie']?.[0]).toMatch(/Max-Age=0/)
    expect((await visitor.get('/auth/session')).json.code).toBe('session/none')
  })

  it('can be ended all but this one, and all', async () => {
    const { visitor, email, userId } = await newPerson(server)
    const others = await Promise.all([native(server, email), native(server, email), native(server, email)])
    const except = await visitor.delete('/auth/sessions?except=current')
    expect(except.json).toEqual({ ended: 3 })
    expect((await visitor.get('/auth/session')).status).toBe(200)
    for (const { access } of others) {
      expect((await server.send({ path: '/auth/session', headers: bearer(access) })).status).toBe(401)
    }
    const more = await native(server, email)
    const all = await visitor.delete('/auth/sessions')
    expect([all.status, all.json]).toEqual([200, { ended: 2 }])
    expect(visitor.cookies.has(`sojourn-${server.port}`)).toBe(false)
    expect((await refresh(server, more.refresh)).json.code).toBe('session/revoked')
    expect(toldOf(server, more.id)).toContain('session/ended on 127.0.0.0/24')
    const ended = 'user/ended on 127.0.0.0/24'
    expect(toldOf(server, userId)).toEqual([ended, ended])
  })
})
