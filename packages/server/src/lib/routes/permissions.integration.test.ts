import { afterAll, beforeAll, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from './server.test-support.ts'

let server: TestServer
let id: string

beforeAll(async () => {
  const SOJOURN_PERMISSIONS = 'admin=users:write,users:read; editor=posts:write,users:read; idle='
  server = await startServer({ env: { SOJOURN_PERMISSIONS } })
  const made = await server.identity.create({ ...ann, roles: ['editor', 'admin', 'idle', 'unheard-of'] })
  id = made.status === 'created' ? made.account.id : ''
})
afterAll(() => server?.close())

const permissions = ['posts:write', 'users:read', 'users:write']

it('every answer with a person says what their roles permit', async () => {
  const visitor = server.visitor()
  const web = await visitor.post('/auth/login', ann)
  expect(web.json.user).toMatchObject({ roles: ['admin', 'editor', 'idle', 'unheard-of'], permissions })
  expect((await visitor.get('/auth/session')).json.user.permissions).toEqual(permissions)
  expect((await visitor.patch('/auth/user', { name: 'Ann' })).json.user.permissions).toEqual(permissions)
  for (const client of ['native', 'token']) {
    const body = { ...ann, client }
    const { json } = await server.send({ method: 'POST', path: '/auth/login', body })
    expect(json.user.permissions).toEqual(permissions)
    if (client === 'token') continue
    const renewal = { method: 'POST', path: '/auth/refresh', body: { refresh_token: json.refresh_token } }
    expect((await server.send(renewal)).json.user.permissions).toEqual(permissions)
  }
})

it('they go with the roles', async () => {
  await server.identity.setRoles(id, ['editor'])
  const visitor = server.visitor()
  await visitor.post('/auth/login', ann)
  expect((await visitor.get('/auth/session')).json.user).toMatchObject({
    roles: ['editor'],
    permissions: ['posts:write', 'users:read'],
  })
  const body = { ...ann, email: 'new@example.com' }
  expect((await server.visitor().post('/auth/register', body)).json.user).toMatchObject({
    roles: [],
    permissions: [],
  })
})
