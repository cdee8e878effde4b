import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../routes/server.test-support.ts'
import { signInAs } from './caller.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'

/** DESIGN.md's table of routes, and what it leaves open. */
const promised = [
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
  'GET /auth/session',
  'PATCH /auth/session/data',
  'POST /auth/logout',
  'GET /auth/sessions',
  'PATCH /auth/sessions/{id}',
  'DELETE /auth/sessions/{id}',
  'DELETE /auth/sessions',
  'POST /auth/password',
  'POST /auth/reauthenticate',
  'POST /auth/resume',
  'POST /auth/verify',
  'POST /auth/reset/request',
  'POST /auth/reset',
  'GET /.well-known/jwks.json',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /auth/settings',
  'PATCH /auth/user',
  'DELETE /auth/user',
  'POST /auth/email',
  'GET /auth/activity',
  'POST /auth/user/export',
]

describe('every operation of /openapi.json', () => {
  let server: TestServer
  let operations: readonly DocumentedOperation[]

  beforeAll(async () => {
    server = await startServer()
    operations = await readDocument(server)
  })
  afterAll(() => server?.close())

  it('is one that was promised, and none is missing', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...promised].sort())
  })

  it('is named once, and tells of each parameter in its path', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const told = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(told.map(({ name }) => name)).toEqual(inPath)
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0)
    }
  })

  it('answers other methods with 405 and what there is, and other paths with 404', async () => {
    const allowed = Map.groupBy(operations, ({ path }) => path)
    for (const [path, ofPath] of allowed) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE']) {
        if (ofPath.some((operation) => operation.method === method)) continue
        const answer = await server.send({ method, path: path.replace('{id}', 'A'.repeat(24)) })
        expect([answer.status, answer.json?.code], `${method} ${path}`).toEqual([405, 'request/method'])
        for (const { method: right } of ofPath) expect(answer.headers.allow).toContain(right)
      }
      const options = await server.send({ method: 'OPTIONS', path })
      expect([options.status, options.headers['access-control-allow-origin']]).toEqual([204, undefined])
    }
    for (const path of [
      '/auth',
      '/auth/',
      '/auth/login/',
      '/AUTH/login',
      '/auth/nothing',
      '/x',
      '/auth//login',
    ]) {
      const answer = await server.send({ path })
      expect([answer.status, answer.json?.code], path).toEqual([404, 'request/not-found'])
    }
  })

  it('answers HEAD as GET, without a body', async () => {
    const owner = await signInAs(server, 'head@example.com', 'cookie')
    for (const { method, path, operation } of operations) {
      if (method !== 'GET' || operation.operationId === 'metrics') continue
      const [head, get] = [await owner.send({ method: 'HEAD', path }), await owner.send({ path })]
      expect([head.status, head.text], path).toEqual([get.status, ''])
      expect(head.headers['content-type']).toBe(get.headers['content-type'])
    }
  })
})
