import { Agent, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSojourn } from '@sojourn/testing'
import express from 'express'
import { expect } from 'vitest'
import type { SessionId } from '../engine/session-id.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { problems, requireSession, sessions } from './express.ts'

/** Requests under way at a time. */
const width = 50

/** A seeded generator (mulberry32): the seed in a failure's message repeats the run. */
function createRandom(seed: number) {
  let state = seed
  const below = (most: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most
  }
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item // never empty here
  return { below, pick }
}

type Random = ReturnType<typeof createRandom>

const stray = ['=', '+', '/', ' ', '%', '.', '-', '_', '~', 'A', 'z', '0', 'é', '"', ';', ',', '\t']

/** A text that is not `token`, but close to it, or nothing like it. */
function spoil(token: string, { below, pick }: Random): string {
  const at = below(token.length)
  const spoilt = pick([
    () => token.slice(0, at),
    () => token + pick(stray).repeat(1 + below(5)),
    () => token.slice(0, at) + pick(stray) + token.slice(at + 1),
    () => token.slice(0, at) + token.slice(at + 1),
    () => token.slice(0, at) + pick(stray) + token.slice(at),
    () => token.toUpperCase(),
    () => token.toLowerCase(),
    () => pick(['sjs_', 'sja_', 'sjr_', 'SJS_', '']) + token.slice(4),
    () => token.slice(0, 4) + [...token.slice(4)].reverse().join(''),
    () => token + token,
    () => token.slice(0, 4) + pick(stray).repeat(104),
    () => pick(['', 'null', 'undefined', '[object Object]', '{}', "' or 1=1", '../../etc', 'x'.repeat(3000)]),
    () => token.slice(0, 4) + Buffer.from(Array.from({ length: 78 }, () => below(256))).toString('base64url'),
  ])()
  return spoilt === token ? `${token}A` : spoilt
}

/** Whether white space and separators around it left a credential as good as it was: that is no junk. */
function isStillGood(headers: Record<string, string>, name: string, tokens: readonly string[]): boolean {
  const own = (headers.cookie ?? '').split(';').filter((pair) => pair.trim().startsWith(`${name}=`))
  return tokens.some(
    (token) =>
      headers.authorization?.trim() === `Bearer ${token}` ||
      (headers.authorization === undefined && own.length === 1 && own[0]?.trim() === `${name}=${token}`),
  )
}

const bodies: readonly ((random: Random) => string)[] = [
  () => '',
  () => '{',
  () => 'null',
  () => '[]',
  () => '"text"',
  () => '{"__proto__": {"admin": true}}',
  () => '{"constructor": {"prototype": {"admin": true}}}',
  () => '{"a": {"__proto__": {"admin": true}}}',
  () => `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
  () => `{"a": "${'x'.repeat(20_000)}"}`,
  () => `{"a": "${'x'.repeat(120_000)}"}`,
  () => '{"user": 5, "refresh_token": {"length": 108}, "reread": "yes"}',
  () => '{"user": "", "refresh_token": [], "reread": 1}',
  () => `{"user": "${'x'.repeat(300)}"}`,
  () => '{"user": "\\ud800"}',
  () => '{"a": 1e999}',
  ({ below }) => String.fromCharCode(...Array.from({ length: 40 }, () => below(256))),
]

/** An application of the plainest kind, with a victim whose credentials never reach it unspoilt. */
async function startVictim() {
  const store = createMemoryStore()
  const { sojourn } = await startSojourn({ store })
  const app = express().use(express.json(), sessions(sojourn))
  app.post('/login', async (req, res) => {
    const user: unknown = req.body?.user
    if (typeof user !== 'string' || !/^[a-z]{1,20}$/.test(user)) return void res.sendStatus(422)
    await req.session.signIn(user, { methods: ['pwd'] })
    res.sendStatus(204)
  })
  app.post('/refresh', async (req, res) => {
    const result = await sojourn.refresh(req.body?.refresh_token, { reread: req.body?.reread })
    res.status(result.status === 'refreshed' ? 200 : 401).json(result)
  })
  app.patch('/data', requireSession(), async (req, res) => void res.json(await req.session.patch(req.body)))
  app.post('/cart', async (req, res) => void res.json(await req.session.patch(req.body)))
  app.get('/me', requireSession(), (req, res) => void res.json({ id: req.session.id }))
  app.delete('/sessions/:id', requireSession(), async (req, res) => {
    res.json(await sojourn.end(req.params.id as SessionId, { userId: req.session.userId ?? '' }))
  })
  app.post('/logout', async (req, res) => {
    await req.session.end()
    res.sendStatus(204)
  })
  app.use(problems())
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  const web = await sojourn.signIn('victim', { methods: ['pwd'], data: { cart: ['tea'] } })
  const native = await sojourn.signIn('victim', { methods: ['pwd'], client: { kind: 'native' } })
  if (web.kind !== 'session' || native.kind !== 'tokens')
    throw new TypeError('credentials of the wrong kinds')
  return {
    sojourn,
    server,
    tokens: [web.sessionToken, native.accessToken, native.refreshToken],
    records: () => Promise.all([web.session.id, native.session.id].map((id) => store.find(id))),
  }
}

/** Presents spoilt tokens: none may be taken for good, none may change a record. */
export async function fuzzTokens(runs: number): Promise<void> {
  const { sojourn, server, tokens, records } = await startVictim()
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  const before = await records()
  for (let run = 0; run < runs; run++) {
    const text = spoil(random.pick(tokens), random)
    const refused = await (run % 2 === 0 ? sojourn.check(text) : sojourn.refresh(text, { reread: true }))
    if (refused.status !== 'refused') throw new Error(`seed ${seed}: ${refused.status} for a spoilt token`)
  }
  expect(await records()).toEqual(before)
  await new Promise((resolve) => server.close(resolve))
}

/**
 * Sends hostile requests: each must get an answer that was meant, none of them 5xx, a stack trace or a 4xx without a
 * problem document, and none may change a record.
 */
export async function fuzzRequests(runs: number): Promise<void> {
  const { server, tokens, records } = await startVictim()
  const { port } = server.address() as AddressInfo // listening on TCP
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  const { pick } = random
  const before = await records()
  const agent = new Agent({ keepAlive: true, maxSockets: width })
  const name = `sojourn-${port}`

  const credential = (): Record<string, string> => {
    const headers = spoiltCredential()
    return isStillGood(headers, name, tokens.slice(0, 2)) ? {} : headers
  }
  const spoiltCredential = (): Record<string, string> =>
    pick<() => Record<string, string>>([
      () => ({}),
      () => ({ cookie: `${name}=${spoil(pick(tokens), random)}` }),
      () => ({ cookie: `a=b; ${name}=${spoil(pick(tokens), random)}; ${name}=${pick(tokens)}` }),
      () => ({ cookie: spoil(`${name}=${pick(tokens)}`, random).slice(0, 4000) }),
      () => ({ authorization: `Bearer ${spoil(pick(tokens), random)}` }),
      () => ({ authorization: spoil(`Bearer ${tokens[2]}`, random) }),
      () => ({ authorization: `Bearer ${tokens[2]}` }),
      () => ({ authorization: 'Bearer x', cookie: `${name}=${tokens[0]}` }),
    ])()
  const site = (): Record<string, string> =>
    pick([
      {},
      { 'sec-fetch-site': 'same-origin', origin: `http://127.0.0.1:${port}` },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: `http://localhost:${port}` },
      { origin: 'null' },
      { origin: 'http://[::1' },
      { host: 'evil.example' },
    ])
  const send = () =>
    new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
      const [method, path] = pick([
        ['POST', '/login'],
        ['POST', '/refresh'],
        ['PATCH', '/data'],
        ['POST', '/cart'],
        ['GET', '/me'],
        ['DELETE', `/sessions/x${encodeURIComponent(spoil('A'.repeat(24), random).slice(0, 200))}`],
        ['POST', '/logout'],
      ])
      const type = pick([
        'application/json',
        'application/json; charset=utf-7',
        'text/plain',
        'application/x-www-form-urlencoded',
        '',
      ])
      const body = Buffer.from(method === 'GET' ? '' : pick(bodies)(random))
      const headers = Object.fromEntries(
        Object.entries({
          ...credential(),
          ...site(),
          'content-type': type,
          'content-length': String(body.length),
        }).map(([header, value]) => [header, value.replace(/[^\t\x20-\xff]/g, '?')]),
      )
      const sent = request({ port, agent, method, path, headers }, (response) => {
        let answer = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          answer += chunk
        })
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: answer,
          })
        })
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })

  const statuses = new Map<number, number>()
  for (let run = 0; run < runs; run += width) {
    const answers = await Promise.all(Array.from({ length: width }, send))
    for (const { status, type, body } of answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const isProblem =
        type.startsWith('application/problem+json') && typeof JSON.parse(body).code === 'string'
      const expected =
        status < 400 || status === 422 || (status < 500 && (isProblem || body.includes('"status":"refused"')))
      if (!expected) throw new Error(`seed ${seed}: ${status} ${type} ${body.slice(0, 200)}`)
      if (/\bat .*\.ts:\d+/.test(body)) throw new Error(`seed ${seed}: a stack trace: ${body.slice(0, 200)}`)
    }
  }
  expect(await records()).toEqual(before)
  for (const status of [400, 401, 403, 413, 421]) expect(statuses.get(status) ?? 0).toBeGreaterThan(10)
  agent.destroy()
  await new Promise((resolve) => server.close(resolve))
}
