import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTempShop } from '../test-support/temp-shop.ts'
import type { RunningShop } from './start-shop.ts'

const account = { name: 'Nora', email: 'nora@example.com', password: 'a quiet place by the sea' }
let shop: RunningShop

beforeAll(async () => {
  shop = await startTempShop()
  expect((await send('POST', '/api/register', { body: account })).status).toBe(201)
})
afterAll(async () => {
  await shop?.close()
})

async function send(
  method: string,
  path: string,
  { body, bearer }: { body?: object; bearer?: string },
): Promise<Response> {
  return await fetch(shop.url + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
}

interface SignedIn {
  readonly bearer: string
  readonly id: string
}

async function signIn(): Promise<SignedIn> {
  const tokens = (await (await send('POST', '/api/login', { body: account })).json()) as Tokens
  const me = (await (await send('GET', '/api/me', { bearer: tokens.access_token })).json()) as Me
  return { bearer: tokens.access_token, id: me.session.id }
}
interface Tokens {
  readonly access_token: string
}
interface Me {
  readonly session: { readonly id: string }
}

interface HeldRequest {
  readonly method: string
  readonly path: string
  readonly type: string
  readonly body: string
  readonly bearer: string
}

/** Sends the head of a request. What it returns sends the body, and resolves to the status of the answer. */
async function hold({ method, path, type, body, bearer }: HeldRequest): Promise<() => Promise<number>> {
  const { host, hostname, port } = new URL(shop.url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  const head = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${bearer}`,
    `content-type: ${type}`,
    `content-length: ${body.length}`,
    'expect: 100-continue',
    'connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  // The shop asks for the body once it has begun with the request.
  const [asked] = await once(socket, 'data')
  expect(asked).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  return async () => {
    socket.write(body)
    const [answer] = await once(socket, 'data')
    socket.destroy()
    return Number(String(answer).split(' ')[1])
  }
}

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'

it.each([
  ['GET', '/api/me', json, '{}', 401],
  ['DELETE', '/api/sessions/<owner>', json, '{}', 401],
  ['POST', '/account/devices/end-others', form, 'a=b', 303],
] as const)(
  'a session that is ended while the body of %s %s is held back does nothing',
  async (method, path, type, body, status) => {
    const [owner, thief] = [await signIn(), await signIn()]
    const request = { method, path: path.replace('<owner>', owner.id), type, body, bearer: thief.bearer }
    const release = await hold(request)
    expect((await send('DELETE', `/api/sessions/${thief.id}`, { bearer: owner.bearer })).status).toBe(204)
    expect(await release()).toBe(status) // 303 is the way to the sign-in page
    expect((await send('GET', '/api/me', { bearer: owner.bearer })).status).toBe(200)
  },
)
