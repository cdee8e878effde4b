import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, type Sent, startServer, type TestServer } from './server.test-support.ts'

const login = { method: 'POST', path: '/auth/login' } as const
const samePage = { 'sec-fetch-site': 'same-origin' }
let server: TestServer

beforeAll(async () => {
  server = await startServer()
  await server.visitor().post('/auth/register', { ...ann, name: 'Ann' })
})
afterAll(() => server?.close())

describe('a sign-in that another site makes (login CSRF, STANDARDS 59)', () => {
  const matrix: readonly (readonly [string, Sent['headers'], number])[] = [
    ['the page itself', { 'sec-fetch-site': 'same-origin' }, 200],
    ['the page itself, with Origin: null', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 200],
    ['an old browser on the page', { origin: 'SELF' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another site without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling of the site', { 'sec-fetch-site': 'same-site', origin: 'SELF' }, 403],
    ['the address bar', { 'sec-fetch-site': 'none' }, 403],
    ['a frame without an origin', { origin: 'null' }, 403],
    ['an old browser on another site', { origin: 'https://evil.example' }, 403],
    ['another port', { origin: 'http://localhost:1' }, 403],
    ['another scheme', { origin: 'https://localhost:PORT' }, 403],
    ['a look-alike', { origin: 'http://localhost:PORT.evil.example' }, 403],
    ['a program that says nothing', {}, 403],
    ['a Bearer to skip the rule', { authorization: 'Bearer x', origin: 'https://evil.example' }, 403],
    ['a good Origin beside a bad Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site', origin: 'SELF' }, 403],
    [
      'storage that is partitioned',
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-storage-access': 'none' },
      403,
    ],
  ]

  it.each(matrix)('from %s', async (_name, headers, status) => {
    const own = Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [
        name,
        String(value).replace('SELF', server.url).replace('PORT', String(server.port)),
      ]),
    )
    const checksBefore = server.events.length
    const answer = await server.send({ ...login, headers: own, body: ann })
    expect(answer.status).toBe(status)
    if (status === 403) {
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(server.events.length).toBe(checksBefore)
    }
    const email = `csrf-${Math.random().toString(36).slice(2)}@example.com`
    const made = await server.send({
      method: 'POST',
      path: '/auth/register',
      headers: own,
      body: { ...ann, email },
    })
    expect(made.status).toBe(status)
    expect((await server.identity.findByEmail(email)) !== null).toBe(status === 200)
  })

  it('cannot be a plain form or plain text, whatever it says of its site (STANDARDS 60)', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { ...samePage, 'content-type': type }
      const answer = await server.send({ ...login, headers, body: JSON.stringify(ann) })
      expect([answer.status, answer.json.code]).toEqual([415, 'request/content-type'])
    }
  })

  it('is allowed to a native client, which sends neither header and gets no cookie', async () => {
    const answer = await server.send({ ...login, body: { ...ann, client: 'native' } })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([200, undefined])
    const forged = await server.send({
      ...login,
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      body: { ...ann, client: 'native' },
    })
    expect([forged.status, forged.json.code]).toEqual([403, 'request/cross-site'])
  })
})
