import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from '../routes/server.test-support.ts'
import { exampleOf, signInAs, snapshot } from './caller.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'

const badBodies: readonly (readonly [name: string, body: unknown, type?: string])[] = [
  ['nothing', undefined],
  ['no JSON', '{"email":'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"text"'],
  ['a number', '7'],
  ['nested deeply', `${'['.repeat(8000)}${']'.repeat(8000)}`],
  ['a prototype', '{"__proto__":{"roles":["admin"]}}'],
  ['a constructor', '{"constructor":{"prototype":{"roles":["admin"]}}}'],
  ['roles', { ...ann, roles: ['admin'] }],
  [
    'wrong types',
    { email: {}, password: [], code: 1, next: true, current: null, refresh_token: {}, name: {} },
  ],
  ['halves of characters', '{"email":"\\ud800","password":"\\udc00","name":"\\ud800","code":"\\ud800"}'],
  [
    'control characters',
    { email: 'a\r\nb@example.com', password: 'x', name: 'a\u0000b', code: '\n', client: 'web' },
  ],
  ['too much', { email: 'x'.repeat(40_000) }],
  ['plain text', '{"email":"ann@example.com"}', 'text/plain'],
  ['a form', 'email=ann%40example.com', 'application/x-www-form-urlencoded'],
  ['another charset', '{}', 'application/json; charset=utf-16'],
]

describe('every operation of /openapi.json', { timeout: 60_000 }, () => {
  let server: TestServer
  let operations: readonly DocumentedOperation[]

  beforeAll(async () => {
    server = await startServer()
    operations = await readDocument(server)
  })
  afterAll(() => server?.close())

  it.each(badBodies)(
    'refuses %s as a body by a documented problem, and changes nothing',
    async (_name, body, type) => {
      const owner = await signInAs(server, 'bad@example.com', 'cookie')
      const before = await snapshot(server, 'bad@example.com')
      for (const each of operations) {
        const { method, path, operation, flaw } = each
        // Signing out needs no body, and is done whatever is sent along.
        if (operation.requestBody === undefined || operation.operationId === 'post_auth_logout') continue
        const headers = typeof type === 'string' ? { 'content-type': type } : {}
        const answer = await owner.send({ ...exampleOf(each), body, headers })
        const what = `${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`
        expect(flaw(answer), what).toBe(null)
        const isData = operation.operationId === 'patch_auth_session_data' && answer.status === 200
        if (!isData) expect([400, 404, 413, 415, 422], what).toContain(answer.status)
        expect(answer.text).not.toMatch(/\bat .*\.ts:\d+|node:internal/)
      }
      const after = await snapshot(server, 'bad@example.com')
      expect(after.account).toEqual(before.account)
      expect(after.sessions.map(({ id }) => id)).toEqual(before.sessions.map(({ id }) => id))
    },
  )

  it('refuses a body and a query that it does not know, where they would be misunderstood', async () => {
    const owner = await signInAs(server, 'query@example.com', 'cookie')
    const options = [
      { path: '/auth/sessions', body: { except: 'current' } },
      { path: '/auth/sessions?exept=current' },
      { path: '/auth/sessions?except=others' },
      { path: '/auth/sessions?except=current&except=current' },
      { path: '/auth/sessions?except=current&__proto__=x' },
    ]
    for (const each of options) {
      const answer = await owner.send({ method: 'DELETE', ...each })
      expect([answer.status, answer.json?.code], each.path).toEqual([400, 'request/malformed'])
    }
    expect((await owner.send({ path: '/auth/session' })).status).toBe(200)
  })

  it('takes no longer over a query of a hundred times the names', async () => {
    const owner = await signInAs(server, 'names@example.com', 'cookie')
    const times: Record<number, number[]> = { 40: [], 4000: [] }
    for (let round = 0; round < 20; round++) {
      for (const [count, taken] of Object.entries(times)) {
        const names = Array.from({ length: Number(count) }, (_, index) => index.toString(36)).join('&')
        const began = performance.now()
        const answer = await owner.send({ method: 'DELETE', path: `/auth/sessions?${names}` })
        taken.push(performance.now() - began)
        expect([answer.status, answer.json?.code]).toEqual([400, 'request/malformed'])
      }
    }
    const [few = 0, many = 0] = Object.values(times).map((taken) => Math.min(...taken))
    expect(many).toBeLessThan(3 * few)
  })
})
