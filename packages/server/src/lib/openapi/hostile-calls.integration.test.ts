import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sent, startServer, type TestServer } from '../routes/server.test-support.ts'
import {
  carriers,
  exampleOf,
  expectKeptOut,
  isSecured,
  presenting,
  signInAs,
  snapshot,
} from './caller.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'
import { prepare, type Servers } from './good-calls.test-support.ts'

type Headers = Exclude<Sent['headers'], undefined>

const [addressBar, otherScheme] = ['the address bar', 'an old browser at another scheme'] as const
/** From where a read is let in: no page gets at its answer. */
const readsFrom: readonly string[] = [addressBar, otherScheme]

/** What the browser says of a page that is none of ours, or nothing at all. */
const foreignPages: readonly (readonly [string, (server: TestServer) => Headers])[] = [
  ['another site', () => ({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })],
  ['another site that hides its origin', () => ({ 'sec-fetch-site': 'cross-site' })],
  ['another site with our Origin', ({ url }) => ({ 'sec-fetch-site': 'cross-site', origin: url })],
  ['a frame of nobody', () => ({ 'sec-fetch-site': 'cross-site', origin: 'null' })],
  ['a sibling of the site', ({ url }) => ({ 'sec-fetch-site': 'same-site', origin: url })],
  [addressBar, () => ({ 'sec-fetch-site': 'none' })],
  ['an old browser on another site', () => ({ origin: 'https://evil.example' })],
  ['an old browser in a frame of nobody', () => ({ origin: 'null' })],
  ['an old browser at another port', ({ port }) => ({ origin: `http://localhost:${port + 1}` })],
  [otherScheme, ({ port }) => ({ origin: `https://localhost:${port}` })],
  ['a look-alike', ({ url }) => ({ origin: `${url}.evil.example` })],
]

/** Names that were made to lead to this machine. */
const foreignHosts = [
  'evil.example',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.nip.example',
  '[::2]',
  '127.0.0.2',
  'localhost.',
]

interface Owner {
  readonly cookie: string
  readonly token: string
  readonly refreshToken: string
  readonly port: number
}

/** Credentials that count for nothing, and the code by which one hears so. */
const junkCredentials: readonly (readonly [string, string, (owner: Owner) => Headers])[] = [
  ['two cookies', 'request/duplicate-cookie', ({ cookie }) => ({ cookie: `${cookie}; ${cookie}` })],
  ['a cookie of another port', 'session/none', ({ token }) => ({ cookie: `sojourn-1=${token}` })],
  ['a changed cookie', 'credential/malformed', ({ cookie }) => ({ cookie: changed(cookie) })],
  [
    'a cookie of another kind',
    'credential/wrong-kind',
    ({ port, refreshToken }) => ({ cookie: `sojourn-${port}=${refreshToken}` }),
  ],
  ['no token in Bearer', 'credential/malformed', () => ({ authorization: 'Bearer' })],
  ['a changed Bearer', 'credential/malformed', ({ token }) => bearer(changed(token))],
  [
    'two Bearers',
    'credential/malformed',
    ({ token }) => ({ authorization: [`Bearer ${token}`, `Bearer ${token}`] }),
  ],
  [
    'a Bearer of two words beside a good cookie',
    'credential/malformed',
    ({ cookie }) => ({ ...bearer('two words'), cookie }),
  ],
  ['a refresh token', 'credential/wrong-kind', ({ refreshToken }) => bearer(refreshToken)],
  ['a token of an unknown key', 'credential/unknown-key', () => bearer(`sjs_${'A'.repeat(104)}`)],
]

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` }
}

function changed(token: string): string {
  return token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
}

let servers: Servers
let plain: TestServer
let operations: readonly DocumentedOperation[]

beforeAll(async () => {
  plain = await startServer()
  servers = { plain, mailing: await startServer({ env: { SOJOURN_MAIL: 'outbox' } }) }
  operations = await readDocument(plain)
})
afterAll(async () => {
  await servers?.plain.close()
  await servers?.mailing.close()
})

describe('a call that would be good', () => {
  it('is refused on every page but ours with 403, and does nothing', async () => {
    for (const operation of operations.filter(({ path }) => path.startsWith('/auth/'))) {
      const isRead = operation.method === 'GET'
      const { server, caller, sent, expect: status } = await prepare(servers, operation, 'cookie')
      const { cookie = '' } = caller.headers
      const before = await snapshot(server, caller.email)
      for (const [name, headersOf] of foreignPages) {
        if (isRead && readsFrom.includes(name)) continue
        for (const carried of [{ cookie }, {}]) {
          const answer = await server.send({ ...sent, headers: { ...headersOf(server), ...carried } })
          const what = `${sent.method} ${sent.path} from ${name}${'cookie' in carried ? ' with the cookie' : ''}`
          expect([answer.status, answer.json?.code], what).toEqual([403, 'request/cross-site'])
          expect(operation.flaw(answer), what).toBe(null)
          expect(answer.headers['set-cookie'], what).toBe(undefined)
          expectKeptOut(sent.path, answer)
        }
      }
      const silent = await server.send({ ...sent, headers: { cookie } })
      if (!isRead) expect([silent.status, silent.json?.code]).toEqual([403, 'request/cross-site'])
      expect(await snapshot(server, caller.email), sent.path).toEqual(before)
      expect((await caller.send(sent)).status, `${sent.method} ${sent.path}`).toBe(status)
    }
  })

  it.each(carriers)(
    'is refused under every name but ours with 421, and does nothing (%s)',
    async (carrier) => {
      for (const operation of operations.filter(({ path }) => path.startsWith('/auth/'))) {
        const { server, caller, sent, expect: status } = await prepare(servers, operation, carrier)
        const before = await snapshot(server, caller.email)
        for (const name of foreignHosts) {
          for (const host of [name, `${name}:${server.port}`]) {
            // What the browser of somebody says whom the name leads here: all is of one site, so a read has no Origin.
            const origin = sent.method === 'GET' ? {} : { origin: `http://${host}` }
            const said = { host, 'sec-fetch-site': 'same-origin', ...origin }
            const headers = { ...presenting(server, carrier, caller.token), ...said }
            const answer = await server.send({ ...sent, headers })
            const what = `${sent.method} ${sent.path} at ${host}`
            expect([answer.status, answer.json?.code], what).toEqual([421, 'request/unknown-host'])
            expect(answer.headers['set-cookie'], what).toBe(undefined)
          }
        }
        expect(await snapshot(server, caller.email), sent.path).toEqual(before)
        expect((await caller.send(sent)).status, `${sent.method} ${sent.path}`).toBe(status)
      }
    },
  )
})

describe('who has no good credentials', () => {
  it('is turned away where some are asked for', async () => {
    for (const each of operations.filter(isSecured)) {
      const answer = await plain.send(exampleOf(each))
      expect([answer.status, answer.json?.code], `${each.method} ${each.path}`).toEqual([401, 'session/none'])
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(each.flaw(answer)).toBe(null)
      expectKeptOut(each.path, answer)
    }
  })

  it.each(junkCredentials)('with %s hears %s, and changes nothing', async (name, code, headersOf) => {
    const owner = await signInAs(plain, 'hostile@example.com', 'cookie')
    const { refreshToken } = await signInAs(plain, owner.email, 'access token')
    const cookie = owner.headers.cookie ?? ''
    const held = { cookie, token: owner.token, refreshToken: refreshToken ?? '', port: plain.port }
    const before = await snapshot(plain, owner.email)
    for (const each of operations) {
      const headers = { 'sec-fetch-site': 'same-origin', ...headersOf(held) }
      const answer = await plain.send({ ...exampleOf(each), headers })
      const what = `${each.method} ${each.path} with ${name}: ${answer.status} ${answer.text.slice(0, 200)}`
      expect(each.flaw(answer), what).toBe(null)
      expect(answer.status, what).toBeLessThan(500)
      if (isSecured(each)) {
        const status = code.startsWith('request/') ? 400 : 401
        expect([answer.status, answer.json?.code], what).toEqual([status, code])
      }
      expectKeptOut(each.path, answer)
    }
    expect(await snapshot(plain, owner.email)).toEqual(before)
  })
})
