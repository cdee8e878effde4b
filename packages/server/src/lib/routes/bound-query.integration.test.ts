import { afterAll, beforeAll, expect, it } from 'vitest'
import { ann, startServer, type TestServer, type Visitor } from './server.test-support.ts'

let server: TestServer
let visitor: Visitor
beforeAll(async () => {
  server = await startServer()
  visitor = server.visitor()
  await visitor.post('/auth/register', ann)
})
afterAll(() => server?.close())

const names = (count: number): string => Array.from({ length: count }, (_, n) => `n${n}`).join('&')

it.each(['/auth/settings', '/auth/sessions', '/healthz', '/openapi.json', '/try'])(
  'turns away a query of 15 kB at %s',
  async (path) => {
    const answer = await visitor.get(`${path}?${names(2700)}`)
    expect(answer).toMatchObject({ status: 400, json: { code: 'request/malformed' } })
    expect((await visitor.get(`${path}?${names(300)}`)).status).toBe(200)
  },
)

it('takes no more names than the route asks for, and says so of 21 as of one', async () => {
  for (const count of [1, 21, 300]) {
    const answer = await visitor.delete(`/auth/sessions?${names(count)}`)
    expect(answer).toMatchObject({ status: 400, json: { code: 'request/malformed' } })
  }
  expect((await visitor.get('/auth/session')).status).toBe(200)
})
