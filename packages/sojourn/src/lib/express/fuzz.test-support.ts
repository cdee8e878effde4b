import { Agent, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSojourn } from '@sojourn/testing'
import express from 'express'
import { expect } from 'vitest'
import type { SessionId } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { problems, requireSession, sessions } from './express.ts'
import { type Expected, expectedAnswer } from './fuzz-contract.test-support.ts'
import { createRandom, type HostileRequest, hostileRequest, spoil } from './fuzz-input.test-support.ts'

/** Requests under way at a time. */
const width = 50

/** An application of the plainest kind, with a victim whose credentials never reach it unspoilt. */
async function startVictim() {
  const store = createMemoryStore()
  const { sojourn } = await startSojourn({ store })
  const app = express().use(express.json(), sessions(sojourn))
  app.post('/login', async (req, res) => {
    const user: unknown = req.body?.user
    if (typeof user !== 'string' || !/^[a-z]{1,20}$/.test(user))
      throw new SojournError('name/invalid', 'user: 1 to 20 small letters are needed')
    await req.session.signIn(user, { methods: ['pwd'] })
    res.sendStatus(204)
  })
  app.post('/refresh', async (req, res) => {
    const result = await sojourn.refresh(req.body?.refresh_token, { reread: req.body?.reread })
    if (result.status === 'refused') throw new SojournError(result.code, 'Sign in again.')
    res.json(result)
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
  const { port } = server.address() as AddressInfo // listening on TCP
  const web = await sojourn.signIn('victim', { methods: ['pwd'], data: { cart: ['tea'] } })
  const native = await sojourn.signIn('victim', { methods: ['pwd'], client: { kind: 'native' } })
  if (web.kind !== 'session' || native.kind !== 'tokens')
    throw new TypeError('credentials of the wrong kinds')
  const { sessionToken } = web
  const { accessToken, refreshToken } = native
  return {
    sojourn,
    port,
    good: { sessionToken, accessToken, refreshToken },
    records: async () => [await store.listUser('victim'), await store.listUser('')],
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Presents spoilt tokens: none may be taken for good, none may change a record. */
export async function fuzzTokens(runs: number): Promise<void> {
  const { sojourn, good, records, close } = await startVictim()
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  const before = await records()
  for (let run = 0; run < runs; run++) {
    const text = spoil(random.pick(Object.values(good)), random)
    const refused = await (run % 2 === 0 ? sojourn.check(text) : sojourn.refresh(text, { reread: true }))
    if (refused.status !== 'refused') throw new Error(`seed ${seed}: ${refused.status} for a spoilt token`)
  }
  expect(await records()).toEqual(before)
  await close()
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

function send(agent: Agent, port: number, { method, path, type, body, headers }: HostileRequest) {
  const bytes = Buffer.from(body.text)
  const all = { 'content-type': type, 'content-length': String(bytes.length), ...headers }
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path, headers: all }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(bytes)
  })
}

/** Why an answer is not the one that the contract asks for, or null. */
function faultOf(
  { status, headers, body }: Answer,
  expected: Expected,
  { path, body: sent }: HostileRequest,
): string | null {
  if (status !== expected.status) return `${expected.status} is right`
  const set = headers['set-cookie'] ?? []
  if (expected.code === 'done') {
    if (path === '/logout')
      return body === '' && set.length === 0 ? null : 'a sign-out of nobody says nothing'
    const isNew = set.length === 1 && /^sojourn-\d+=sjs_[\w-]{104};/.test(set[0] ?? '')
    const isSent = JSON.stringify(JSON.parse(body)) === JSON.stringify(JSON.parse(sent.text || '{}'))
    return isNew && isSent ? null : 'a new session with the data that was sent is right'
  }
  if (!headers['content-type']?.startsWith('application/problem+json')) return 'a problem document is right'
  const problem = JSON.parse(body)
  if (problem.code !== expected.code || problem.status !== status) return `${expected.code} is right`
  if (typeof problem.detail !== 'string' || problem.detail === '') return 'the problem has no detail'
  if (headers['cache-control'] !== 'no-store') return 'a refusal is not to be kept'
  if (set.some((line) => !/^sojourn-\d+=; .*Max-Age=0/.test(line))) return 'a refusal sets no cookie'
  return /\bat .*\.ts:\d+/.test(body) ? 'a stack trace is shown' : null
}

/**
 * Sends hostile requests: each must get exactly the answer that the contract says for what is wrong with it, and none may
 * change the victim's records.
 */
export async function fuzzRequests(runs: number): Promise<void> {
  const { sojourn, port, good, records, close } = await startVictim()
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  const before = await records()
  const agent = new Agent({ keepAlive: true, maxSockets: width })
  const counts = new Map<string, number>()

  const judge = async (sent: HostileRequest): Promise<void> => {
    const expected = await expectedAnswer(sent, port, sojourn.check)
    const answer = await send(agent, port, sent)
    const fault = faultOf(answer, expected, sent)
    if (fault !== null) {
      const story = JSON.stringify({ sent, answer }, (_, value) =>
        typeof value === 'string' ? value.slice(0, 300) : value,
      )
      throw new Error(`seed ${seed}: ${fault}: ${story}`)
    }
    const kind = `${sent.path.replace(/^(\/sessions).*/, '$1')} ${expected.code}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  for (let run = 0; run < runs; run += width) {
    await Promise.all(Array.from({ length: width }, () => judge(hostileRequest(random, port, good))))
  }
  expect(await records()).toEqual(before)
  for (const kind of kindsToMeet) expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(0)
  for (const authorization of [`Bearer ${good.sessionToken}`, `Bearer ${good.accessToken}`]) {
    const me = { method: 'GET', path: '/me', type: '', body: { text: '', fault: null } }
    expect((await send(agent, port, { ...me, headers: { authorization } })).status).toBe(200)
  }
  agent.destroy()
  await close()
}

/** What has to have come in a run, so that the contract is not met by asking little. */
const kindsToMeet = [
  '/login name/invalid',
  '/refresh credential/malformed',
  '/refresh credential/wrong-kind',
  '/cart done',
  '/cart data/invalid',
  '/cart data/too-large',
  '/cart request/cross-site',
  '/cart credential/malformed',
  '/logout done',
  ...['/data', '/me', '/sessions', '/logout'].map((path) => `${path} credential/malformed`),
  ...['/data', '/me', '/sessions', '/logout'].map((path) => `${path} credential/wrong-kind`),
  ...['/data', '/me', '/sessions'].map((path) => `${path} session/none`),
  ...['/data', '/me', '/sessions'].map((path) => `${path} request/duplicate-cookie`),
  ...['/data', '/cart', '/login'].flatMap((path) =>
    ['request/malformed', 'request/too-large', 'request/content-type', 'request/unknown-host'].map(
      (code) => `${path} ${code}`,
    ),
  ),
]
