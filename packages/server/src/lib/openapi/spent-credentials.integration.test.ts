import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ann, startServer, type TestServer } from '../routes/server.test-support.ts'
import {
  type Caller,
  type Carrier,
  carriers,
  exampleOf,
  isSecured,
  signInAs,
  snapshot,
} from './caller.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'

const minute = 60_000
const day = 24 * 60 * minute

let server: TestServer
let operations: readonly DocumentedOperation[]
let people = 0

beforeAll(async () => {
  server = await startServer()
  operations = await readDocument(server)
})
afterAll(() => server?.close())

function newPerson(carrier: Carrier): Promise<Caller> {
  people += 1
  return signInAs(server, `spent-${people}@example.com`, carrier)
}

async function use(caller: Caller, times: number, everyMs: number): Promise<void> {
  for (let used = 0; used < times; used++) {
    server.clock.advance(everyMs)
    expect((await caller.send({ path: '/auth/session' })).status).toBe(200)
  }
}

async function change(caller: Caller, path: string, body: object): Promise<void> {
  const answer = await caller.send({ method: 'POST', path, body })
  expect(answer.status, answer.text).toBe(200)
}

const next = 'a quite different and longer sentence'
const all = [...carriers]
const ofSessions = ['cookie', 'session token'] as const

/** What makes a credential count no more, for which carriers, and the code by which its holder hears so. */
const ends: readonly (readonly [string, string, readonly Carrier[], (caller: Caller) => unknown])[] = [
  ['was idle too long', 'session/idle', ofSessions, () => server.clock.advance(30 * minute)],
  [
    'was used up to the end of its absolute lifetime',
    'session/expired',
    ofSessions,
    async (caller) => {
      await use(caller, 12 * 3 - 1, 20 * minute)
      server.clock.advance(20 * minute)
    },
  ],
  ['is ten minutes old', 'access/expired', ['access token'], () => server.clock.advance(10 * minute)],
  [
    'is of a session that was idle too long',
    'session/expired',
    ['access token'],
    () => server.clock.advance(14 * day),
  ],
  [
    'was ended elsewhere',
    'session/revoked',
    all,
    async ({ email, sessionId }) => {
      const elsewhere = await signInAs(server, email, 'cookie')
      const answer = await elsewhere.send({ method: 'DELETE', path: `/auth/sessions/${sessionId}` })
      expect(answer.status).toBe(204)
    },
  ],
  [
    'has signed out',
    'session/revoked',
    all,
    async (caller) => {
      expect((await caller.send({ method: 'POST', path: '/auth/logout', body: {} })).status).toBe(204)
    },
  ],
  ['is of a disabled account', 'session/revoked', all, ({ userId }) => server.identity.disable(userId)],
  [
    'is of an account that is no more',
    'session/revoked',
    all,
    ({ userId }) => server.identity.remove(userId),
  ],
  [
    'was replaced by authenticating again',
    'credential/rotated',
    ofSessions,
    (caller) => change(caller, '/auth/reauthenticate', { password: ann.password }),
  ],
  [
    'was replaced by a new password',
    'credential/rotated',
    ofSessions,
    (caller) => change(caller, '/auth/password', { current: ann.password, next }),
  ],
  [
    'was issued before the person authenticated again',
    'access/expired',
    ['access token'],
    (caller) => change(caller, '/auth/reauthenticate', { password: ann.password }),
  ],
]

const cases = ends.flatMap(([what, code, of, spend]) => of.map((carrier) => ({ what, code, carrier, spend })))

describe('every operation that asks for a session', () => {
  it.each(cases)(
    'answers a $carrier that $what with $code, and does nothing',
    async ({ carrier, code, spend }) => {
      const caller = await newPerson(carrier)
      await spend(caller)
      const before = await snapshot(server, caller.email)
      const secured = operations.filter(isSecured)
      expect(secured.length).toBeGreaterThan(10)
      for (const each of secured) {
        const answer = await caller.send(exampleOf(each))
        const what = `${each.method} ${each.path}`
        expect([answer.status, answer.json?.code], what).toEqual([401, code])
        expect(answer.headers['www-authenticate'], what).toMatch(/^Bearer error="invalid_token", /)
        expect(each.flaw(answer), what).toBe(null)
      }
      expect(await snapshot(server, caller.email)).toEqual(before)
    },
  )

  it.each(cases)(
    'does not keep who holds a $carrier that $what from signing in',
    async ({ carrier, spend }) => {
      const caller = await newPerson(carrier)
      await spend(caller)
      const email = `again-${caller.email}`
      const body = { ...ann, email, client: carrier === 'cookie' ? 'web' : 'native' }
      expect((await caller.send({ method: 'POST', path: '/auth/register', body })).status).toBe(200)
      expect((await caller.send({ method: 'POST', path: '/auth/login', body })).status).toBe(200)
    },
  )
})

describe('a refresh token', () => {
  const send = (refresh_token: string | null, reread?: boolean): Promise<Answer> =>
    server.send({ method: 'POST', path: '/auth/refresh', body: { refresh_token, reread } })

  /** Refreshes, uses the new access token, and lets the window pass. */
  async function rotate(token: string | null): Promise<string> {
    const { json } = await send(token)
    const headers = { authorization: `Bearer ${json.access_token}` }
    expect((await server.send({ path: '/auth/session', headers })).status).toBe(200)
    server.clock.advance(minute)
    return json.refresh_token
  }

  const rows: readonly (readonly [string, number, string, (caller: Caller) => Promise<Answer>])[] = [
    [
      'of a session that was idle too long',
      401,
      'session/expired',
      ({ refreshToken }) => {
        server.clock.advance(14 * day)
        return send(refreshToken)
      },
    ],
    [
      'of a session that has ended',
      401,
      'session/revoked',
      async (caller) => {
        await caller.send({ method: 'POST', path: '/auth/logout', body: {} })
        return send(caller.refreshToken)
      },
    ],
    [
      'of an account that is no more',
      401,
      'session/revoked',
      async ({ refreshToken, userId }) => {
        await server.identity.remove(userId)
        return send(refreshToken)
      },
    ],
    [
      'that was replaced long ago, of a client that has yet to look again',
      409,
      'refresh/stale',
      async ({ refreshToken }) => {
        await rotate(await rotate(refreshToken))
        return send(refreshToken, false)
      },
    ],
    [
      'that was replaced long ago, of a client that has looked again',
      401,
      'refresh/reused',
      async ({ refreshToken }) => {
        await rotate(await rotate(refreshToken))
        return send(refreshToken, true)
      },
    ],
    [
      'that somebody elsewhere has just used',
      409,
      'refresh/superseded',
      async ({ refreshToken }) => {
        server.clock.advance(minute)
        expect((await send(refreshToken)).status).toBe(200)
        const body = { refresh_token: refreshToken }
        const headers = { 'user-agent': 'of somebody else' }
        return server.send({ method: 'POST', path: '/auth/refresh', headers, body })
      },
    ],
    ['that is an access token', 401, 'credential/wrong-kind', ({ token }) => send(token)],
    [
      'that was changed',
      401,
      'credential/malformed',
      ({ refreshToken }) => send(`${refreshToken?.slice(0, -1)}${refreshToken?.endsWith('A') ? 'B' : 'A'}`),
    ],
    ['of an unknown key', 401, 'credential/unknown-key', () => send(`sjr_${'A'.repeat(104)}`)],
  ]

  it.each(rows)('%s is answered with %i %s', async (_what, status, code, spend) => {
    const answer = await spend(await newPerson('access token'))
    expect([answer.status, answer.json?.code]).toEqual([status, code])
    expect(answer.text).not.toMatch(/sj[sar]_/)
    const refresh = operations.find(({ path }) => path === '/auth/refresh')
    expect(refresh?.flaw(answer)).toBe(null)
  })
})
