import { afterAll, beforeAll, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from './server.test-support.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

it.each(['native', 'token'] as const)(
  'lets a signed-in %s client authenticate again and change the password while strangers guess',
  async (client) => {
    const email = `${client}@example.com`
    const post = (path: string, body: object, headers = {}) =>
      server.send({ method: 'POST', path, body, headers })
    const { json } = await post('/auth/register', { ...ann, email, client })
    for (let n = 0; n < 6; n++) {
      await post('/auth/login', { email, password: `guess number ${n} of many`, client })
    }
    expect((await post('/auth/login', { ...ann, email, client })).status).toBe(429)
    const own = { authorization: `Bearer ${json.session_token ?? json.access_token}` }
    const again = await post('/auth/reauthenticate', { password: ann.password }, own)
    expect(again.status).toBe(200)
    const newest = { authorization: `Bearer ${again.json.session_token ?? again.json.access_token}` }
    const change = { current: ann.password, next: 'another long and private sentence' }
    expect((await post('/auth/password', change, newest)).status).toBe(200)
  },
)
