import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, type Sent, startServer, type TestServer } from './server.test-support.ts'

let server: TestServer
let count = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

interface Phone {
  readonly userId: string
  readonly access: string
  readonly refresh: string
}

/** Somebody who has just created an account on a phone. */
async function newPhone(): Promise<Phone> {
  count += 1
  const body = { ...ann, email: `phone-${count}@example.com`, client: 'native' }
  const { json } = await server.send({ method: 'POST', path: '/auth/register', body })
  return { userId: json.user.id, access: json.access_token, refresh: json.refresh_token }
}

function logout(sent: Omit<Sent, 'path' | 'method'>): Promise<{ readonly status: number }> {
  const headers = { 'user-agent': 'Phone/1.0', ...sent.headers }
  return server.send({ method: 'POST', path: '/auth/logout', ...sent, headers })
}

/** What the person's activity tells since the account began, and on what. */
async function toldTo({ userId }: Phone): Promise<readonly string[]> {
  const lines = await server.identity.activity(userId)
  return lines.slice(0, -1).map(({ kind, userAgent }) => `${kind} on ${userAgent}`)
}

describe('the activity tells of a sign-out', () => {
  it('by a refresh token alone, once', async () => {
    const phone = await newPhone()
    const sent = { body: { refresh_token: phone.refresh } }
    expect((await logout(sent)).status).toBe(204)
    expect((await logout(sent)).status).toBe(204)
    expect(await toldTo(phone)).toEqual(['signed-out on Phone/1.0'])
  })

  it('by an access token that has expired', async () => {
    const phone = await newPhone()
    server.clock.advance(11 * 60_000)
    const headers = { authorization: `Bearer ${phone.access}` }
    expect((await logout({ headers, body: {} })).status).toBe(204)
    expect(await toldTo(phone)).toEqual(['signed-out on Phone/1.0'])
  })

  it('by both together, once', async () => {
    const phone = await newPhone()
    const headers = { authorization: `Bearer ${phone.access}` }
    expect((await logout({ headers, body: { refresh_token: phone.refresh } })).status).toBe(204)
    expect(await toldTo(phone)).toEqual(['signed-out on Phone/1.0'])
  })

  it('to both, when the tokens are of two people', async () => {
    const [one, other] = [await newPhone(), await newPhone()]
    const headers = { authorization: `Bearer ${one.access}` }
    expect((await logout({ headers, body: { refresh_token: other.refresh } })).status).toBe(204)
    expect([await toldTo(one), await toldTo(other)]).toEqual([
      ['signed-out on Phone/1.0'],
      ['signed-out on Phone/1.0'],
    ])
  })

  it('to whoever it is of, when many sign out at the same moment', async () => {
    const phones = await Promise.all(Array.from({ length: 20 }, newPhone))
    await Promise.all(phones.map(({ refresh }) => logout({ body: { refresh_token: refresh } })))
    for (const phone of phones) expect(await toldTo(phone)).toEqual(['signed-out on Phone/1.0'])
  })

  it('not when nothing was ended', async () => {
    const phone = await newPhone()
    expect((await logout({ body: { refresh_token: 'sjr_junk' } })).status).toBe(401)
    expect(await toldTo(phone)).toEqual([])
  })
})
