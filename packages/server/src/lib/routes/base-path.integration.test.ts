import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDocument } from '../openapi/document.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const base = '/api/v1/auth'
let folder: string
let server: TestServer
let usual: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-console-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><meta name="sojourn-base" content="/auth" />')
  server = await startServer({ env: { SOJOURN_BASE_PATH: base }, consoleFolder: folder })
  usual = await startServer({ consoleFolder: folder })
})
afterAll(async () => {
  await server?.close()
  await usual?.close()
  await rm(folder, { recursive: true, force: true })
})

it('every route is below the base path, and nothing is where it usually is', async () => {
  const visitor = server.visitor()
  expect((await visitor.post(`${base}/register`, ann)).status).toBe(200)
  const { json } = await visitor.get(`${base}/session`)
  expect((await visitor.patch(`${base}/sessions/${json.session.id}`, { name: 'Here' })).status).toBe(204)
  for (const path of ['/auth/session', '/api/v1', base, `${base}/`, '/session', '/login']) {
    const answer = await visitor.get(path)
    expect([answer.status, answer.json.code], path).toEqual([404, 'request/not-found'])
  }
  expect((await visitor.post(`${base}/logout`)).status).toBe(204)
})

it('the rules for other sites and other methods hold there', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' }
  for (const method of ['GET', 'POST']) {
    const { json } = await server.send({ method, path: `${base}/settings`, headers })
    expect(json.code).toBe('request/cross-site')
  }
  expect((await server.send({ method: 'PUT', path: `${base}/login` })).json.code).toBe('request/method')
})

it('the document has the paths, and its operations keep their names', async () => {
  const [here, there] = [await readDocument(server), await readDocument(usual)]
  expect(here.map(({ path }) => path)).toEqual(there.map(({ path }) => path.replace(/^\/auth/, base)))
  expect(here.map(({ operation }) => operation.operationId)).toEqual(
    there.map(({ operation }) => operation.operationId),
  )
  const { text } = await server.send({ path: '/openapi.json' })
  expect(text).not.toMatch(/[^1]\/auth\//)
})

it('the pages stay where they are, and are told where the API is', async () => {
  expect((await server.send({ path: '/sign-in' })).text).toContain(`name="sojourn-base" content="${base}"`)
  expect((await usual.send({ path: '/sign-in' })).text).toContain('name="sojourn-base" content="/auth"')
})

it('is counted under its own name', async () => {
  const { text } = await server.send({ path: '/metrics' })
  expect(text).toContain(`route="${base}/session"`)
})
