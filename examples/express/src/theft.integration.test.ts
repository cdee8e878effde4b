import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTempShop } from '../test-support/temp-shop.ts'
import type { RunningShop } from './start-shop.ts'

const account = { name: 'Nora', email: 'nora@example.com', password: 'a quiet place by the sea' }
let shop: RunningShop
let passedMs = 0

beforeAll(async () => {
  const now = (): number => Date.now() + passedMs
  shop = await startTempShop({ now, monotonic: () => performance.now() + passedMs })
  expect((await post('/api/register', account)).status).toBe(201)
})
afterAll(async () => {
  await shop?.close()
})

async function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return await fetch(shop.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Signs in and refreshes until the first refresh token is good for nothing. */
async function useUpToken(): Promise<{ old: string; latest: string }> {
  const tokensOf = async (response: Response): Promise<string> => {
    expect(response.status).toBe(200)
    return ((await response.json()) as { refresh_token: string }).refresh_token // as RFC 6749 §5.1 says
  }
  const old = await tokensOf(await post('/api/login', account))
  let latest = old
  for (let count = 0; count < 2; count++) {
    passedMs += 31_000
    latest = await tokensOf(await post('/api/refresh', { refresh_token: latest }))
  }
  passedMs += 31_000
  return { old, latest }
}

it.each([
  ['a plain OAuth client', {}, 401, 'refresh/reused', 401],
  ['a client that says so', { reread: true }, 401, 'refresh/reused', 401],
  ['a client that has yet to look again', { reread: false }, 409, 'refresh/stale', 200],
] as const)('an old refresh token from %s', async (_who, said, status, code, afterwards) => {
  const { old, latest } = await useUpToken()
  const answer = await post('/api/refresh', { refresh_token: old, ...said })
  expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
  expect((await post('/api/refresh', { refresh_token: latest, reread: false })).status).toBe(afterwards)
})

it.each(['true', 1, []])('does not guess what %j means', async (reread) => {
  expect((await post('/api/refresh', { refresh_token: 'sjr_none', reread })).status).toBe(422)
})
