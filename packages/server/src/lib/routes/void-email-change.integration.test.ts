import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, login, newPerson, type Person, refresh } from './person.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const next = 'a quite different and longer sentence'
let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
})
afterAll(() => server?.close())

/** What a thief holds: a young session, and the code that was mailed to an address of the thief's. */
interface Stolen {
  readonly id: string
  readonly access: string
  readonly refresh: string
  readonly code: string
}

let thieves = 0
async function steal({ email }: Person): Promise<Stolen> {
  thieves += 1
  const { json } = await login(server, email, 'native')
  const own = `thief-${thieves}@example.com`
  const headers = bearer(json.access_token)
  const asked = await server.send({ method: 'POST', path: '/auth/email', headers, body: { email: own } })
  expect(asked.status).toBe(202)
  const code = await server.codeFor(own)
  return { id: json.session.id, access: json.access_token, refresh: json.refresh_token, code }
}

async function use({ code }: Stolen): Promise<unknown> {
  const { status, json } = await server.send({ method: 'POST', path: '/auth/verify', body: { code } })
  return [status, json?.code ?? null]
}

const pendingOf = async (userId: string) => (await server.identity.export(userId))?.pendingCodes

describe('a change of address that a thief asked for', () => {
  it.each<[string, (owner: Person, stolen: Stolen) => Promise<unknown>]>([
    ['signs out everywhere', ({ visitor }) => visitor.delete('/auth/sessions')],
    ['signs out everywhere else', ({ visitor }) => visitor.delete('/auth/sessions?except=current')],
    ['signs that device out', ({ visitor }, { id }) => visitor.delete(`/auth/sessions/${id}`)],
    [
      'changes the password',
      ({ visitor }) => visitor.post('/auth/password', { current: ann.password, next }),
    ],
    [
      'is disabled and enabled',
      async ({ userId }) => {
        await server.identity.disable(userId)
        await server.identity.enable(userId)
      },
    ],
    ['gets other roles', ({ userId }) => server.identity.setRoles(userId, ['clerk'])],
    [
      'is told apart from the thief by a replayed token',
      async ({ userId }, stolen) => {
        const second = (await refresh(server, stolen.refresh)).json
        await server.send({ path: '/auth/session', headers: bearer(second.access_token) })
        server.clock.advance(60_000)
        const third = (await refresh(server, second.refresh_token)).json
        await server.send({ path: '/auth/session', headers: bearer(third.access_token) })
        server.clock.advance(60_000)
        expect((await refresh(server, stolen.refresh, true)).json.code).toBe('refresh/reused')
        await expect.poll(() => pendingOf(userId)).toEqual([])
      },
    ],
  ])('is void once the owner %s', async (_what, revoke) => {
    const owner = await newPerson(server)
    const stolen = await steal(owner)
    await revoke(owner, stolen)
    expect(await use(stolen)).toEqual([400, 'code/invalid'])
    expect((await server.identity.find(owner.userId))?.email).toBe(owner.email)
    expect(await pendingOf(owner.userId)).toEqual([])
  })

  it('is void also when only the second call of two gets as far', async () => {
    const owner = await newPerson(server)
    const stolen = await steal(owner)
    await server.sojourn.end(stolen.id as Parameters<typeof server.sojourn.end>[0]) // a handle, as the answer has it
    expect((await owner.visitor.delete(`/auth/sessions/${stolen.id}`)).status).toBe(404)
    expect(await use(stolen)).toEqual([400, 'code/invalid'])
  })

  it('is one’s own as long as one only signs out here', async () => {
    for (const signOut of ['logout', 'sessions'] as const) {
      const owner = await newPerson(server)
      const email = `new-${signOut}-${owner.email}`
      expect((await owner.visitor.post('/auth/email', { email })).status).toBe(202)
      const code = await server.codeFor(email)
      if (signOut === 'logout') await owner.visitor.post('/auth/logout', {})
      else await owner.visitor.delete(`/auth/sessions/${owner.id}`)
      const confirmed = await server.send({ method: 'POST', path: '/auth/verify', body: { code } })
      expect(confirmed.status).toBe(204)
      expect((await server.identity.find(owner.userId))?.email).toBe(email)
    }
  })
})
