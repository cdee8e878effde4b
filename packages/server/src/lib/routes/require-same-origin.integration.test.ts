import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newPerson } from './person.test-support.ts'
import { ann, type Sent, startServer, type TestServer } from './server.test-support.ts'

const ally = 'https://shop.example'
let server: TestServer
let cookie: string
let bearer: string

beforeAll(async () => {
  server = await startServer({ env: { SOJOURN_ALLOWED_ORIGINS: ally } })
  const visitor = server.visitor()
  await visitor.post('/auth/register', ann)
  cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const native = { method: 'POST', path: '/auth/login', body: { ...ann, client: 'token' } }
  bearer = `Bearer ${(await server.send(native)).json.session_token}`
})
afterAll(() => server?.close())

const reads = ['/auth/session', '/auth/sessions', '/auth/activity', '/auth/settings']

async function outcomes(headers: Sent['headers'], method = 'GET'): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const path of reads) {
    const { status, json } = await server.send({ method, path, headers: { cookie, ...headers } })
    found.add(status < 400 ? 'read' : `${status} ${json?.code ?? ''}`.trim())
  }
  return found
}

describe('a read with the cookie', () => {
  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a link on another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['an older browser on another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed frame of an older browser', { origin: 'null' }],
    ['two claims that disagree', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['an origin that only begins like an ally', { origin: `${ally}.evil.example` }],
    ['a claim of another spelling', { 'sec-fetch-site': 'Same-Origin' }],
    ['an empty claim', { 'sec-fetch-site': '' }],
    ['another port of this machine', { origin: 'http://localhost:1' }],
    ['a Bearer that is none', { 'sec-fetch-site': 'cross-site', authorization: 'Bearer' }],
    ['another scheme', { 'sec-fetch-site': 'cross-site', authorization: 'Basic YTpi' }],
  ] as const)('is refused to %s', async (_who, headers) => {
    expect(await outcomes(headers)).toEqual(new Set(['403 request/cross-site']))
    const head = await outcomes(headers, 'HEAD')
    expect(head).toEqual(new Set(['403']))
  })

  it('is refused to two Bearers', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', authorization: [bearer, bearer] }
    expect(await outcomes(headers)).toEqual(new Set(['403 request/cross-site']))
  })

  it.each([
    ['a page of this site', { 'sec-fetch-site': 'same-origin' }],
    ['who typed the address', { 'sec-fetch-site': 'none' }],
    ['what is no browser', {}],
    ['an origin that is allowed by name', { 'sec-fetch-site': 'cross-site', origin: ally }],
    ['a page that sends no referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ] as const)('is answered to %s', async (_who, headers) => {
    expect(await outcomes(headers)).toEqual(new Set(['read']))
  })

  it('is answered to an older browser on a page of this site', async () => {
    expect(await outcomes({ origin: server.url })).toEqual(new Set(['read']))
  })

  it('is answered to a Bearer token as the sole credential that counts, wherever it is used', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', authorization: bearer }
    expect(await outcomes(headers)).toEqual(new Set(['read']))
    const { json } = await server.send({ path: '/auth/session', headers: { ...headers, cookie } })
    expect(json.session.client.kind).toBe('token')
  })
})

it('a link on another site still leads to the pages', async () => {
  const link = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  for (const headers of [link, { ...link, 'sec-fetch-dest': 'document' }]) {
    expect((await server.send({ path: '/devices', headers })).text).toContain('The pages are not built yet')
    expect((await server.send({ path: '/try', headers })).status).toBe(200)
  }
})

const sibling = { 'sec-fetch-site': 'same-site' }
const withinPages = [
  ['a request of a script', { ...sibling, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['an image', { ...sibling, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a frame', { ...sibling, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
] as const

it.each(withinPages)('%s of a sibling site keeps no idle session awake', async (_what, headers) => {
  const person = await newPerson(server)
  const asked = new Set<number>()
  const paths = ['/auth/session', '/auth/sessions', '/devices', '/', '/try']
  for (let minutes = 0; minutes < 30; minutes += 3) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const path of paths) asked.add((await person.visitor.send({ method, path, headers })).status)
    }
    server.clock.advance(3 * 60_000)
  }
  const { status, json } = await person.visitor.get('/auth/session')
  expect([[...asked], status, json.code]).toEqual([[403], 401, 'session/idle'])
})

it('is behind a proxy judged by the public origins', async () => {
  const other = await startServer({
    env: { SOJOURN_ORIGIN: 'https://app.example', SOJOURN_HOSTS: 'www.app.example' },
  })
  const read = async (origin: string): Promise<number> => {
    const headers = { host: 'app.example', 'x-forwarded-proto': 'https', origin }
    return (await other.send({ path: '/auth/settings', headers })).status
  }
  expect(await read('https://app.example')).toBe(200)
  expect(await read('https://www.app.example')).toBe(200)
  expect(await read('http://app.example')).toBe(403)
  expect(await read('https://evil.example')).toBe(403)
  expect(await read('http://localhost:3000')).toBe(403)
  await other.close()
})
