import { expect } from 'vitest'
import { type Answer, ann, type Sent, startServer, type TestServer } from '../routes/server.test-support.ts'
import { type DocumentedOperation, readDocument } from './document.test-support.ts'

/** Requests under way at a time: fewer than the passwords that one network may have checked or waiting. */
const width = 16

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

const hostileTexts = [
  '',
  ' ',
  'null',
  '../../etc/passwd',
  '..%2f..%2fetc',
  "' or 1=1 --",
  '{{7*7}}<%= 7 %>',
  '<script>alert(1)</script>',
  'a\r\nSet-Cookie: evil=1',
  '\u0000',
  '\ud800',
  '\u{1f600}'.repeat(200),
  'é'.normalize('NFD').repeat(3000),
  '\u202eevil',
  'x'.repeat(10_000),
  '%00%ff%c0%80',
  '__proto__',
  'constructor',
  '-1',
  '1e309',
  'sjs_',
  `sjr_${'A'.repeat(104)}`,
  'victim@example.com',
  'VICTIM@EXAMPLE.COM',
  'victim@example.com\u0000',
  '"very odd"@example.com',
  `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`,
] as const
const hostileValues: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  false,
  [],
  {},
  [[]],
  { a: { b: 1 } },
  ...hostileTexts,
]
const rawBodies = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"__proto__":{"roles":["admin"]}}',
  '{"constructor":{"prototype":{"roles":["admin"]}}}',
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  `{"a":"${'x'.repeat(60_000)}"}`,
  '{"a":1e999}',
  '\ufeff{}',
  '{"email":"a","email":"b"}',
]
const strayPaths = [
  '/',
  '/sign-in',
  '/try',
  '/outbox',
  '/outbox.json',
  '/assets/x.js',
  '/assets/%2e%2e%2fx',
  '/nowhere',
  '//',
  '/auth',
  '/auth/',
  '/%',
  '/%ff',
  '/a%00b',
  '/?',
  '/*',
  '/:id',
  '/.git/config',
]

interface World {
  readonly server: TestServer
  readonly operations: readonly DocumentedOperation[]
  readonly victim: { readonly tokens: readonly string[]; readonly ids: readonly string[] }
  /** What stands of the victim. */
  records(): Promise<unknown>
  /** A credential of somebody else, who may do as they like with what is theirs. */
  stranger(): Promise<string>
}

async function startWorld(): Promise<World> {
  const server = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
  const operations = await readDocument(server)
  const account = await server.identity.create({ email: 'victim@example.com', password: ann.password })
  if (account.status === 'refused') throw new Error(account.detail)
  const { id } = account.account
  const web = await server.sojourn.signIn(id, { methods: ['pwd'], data: { cart: ['tea'] } })
  const native = await server.sojourn.signIn(id, { methods: ['pwd'], client: { kind: 'native' } })
  if (web.kind !== 'session' || native.kind !== 'tokens')
    throw new TypeError('credentials of the wrong kinds')
  const ids = [web.session.id, native.session.id]
  let strangerId = ''
  return {
    server,
    operations,
    victim: { tokens: [web.sessionToken, native.accessToken, native.refreshToken], ids },
    records: async () => ({
      sessions: await Promise.all(ids.map((each) => server.store.find(each as typeof web.session.id))),
      account: await server.identity.find(id),
    }),
    async stranger() {
      if ((await server.identity.find(strangerId)) === null) {
        const made = await server.identity.create({ email: 'stranger@example.com', password: ann.password })
        if (made.status === 'created') strangerId = made.account.id
      }
      const grant = await server.sojourn.signIn(strangerId, { methods: ['pwd'], client: { kind: 'token' } })
      if (grant.kind !== 'session') throw new TypeError('a token client has a session token')
      return grant.sessionToken
    },
  }
}

/** A text that is not `token`, but close to it. */
function spoil(token: string, { below, pick }: Random): string {
  const at = 4 + below(token.length - 4)
  const other = token[at] === 'A' ? 'B' : 'A'
  return pick([
    () => token.slice(0, at),
    () => token.slice(0, at) + other + token.slice(at + 1),
    () => `${token}=`,
    () => token + token,
    () => pick(['sjs_', 'sja_', 'sjr_'].filter((prefix) => !token.startsWith(prefix))) + token.slice(4),
    () => token.toUpperCase(),
  ])()
}

function credential({ server, victim }: World, stranger: string, random: Random): Sent['headers'] {
  const { pick } = random
  const cookie = `sojourn-${server.port}`
  const junk = (): string => spoil(pick(victim.tokens), random)
  return pick<() => Record<string, string>>([
    () => ({}),
    () => ({ authorization: `Bearer ${stranger}` }),
    () => ({ authorization: `Bearer ${stranger}` }),
    () => ({ cookie: `${cookie}=${stranger}` }),
    () => ({ cookie: `${cookie}=${junk()}` }),
    () => ({ cookie: `${cookie}=${stranger}; ${cookie}=${victim.tokens[0]}` }),
    () => ({ cookie: `${cookie}-x=${victim.tokens[0]}; ${cookie}=${victim.tokens[1]}` }),
    () => ({ authorization: `Bearer ${junk()}`, cookie: `${cookie}=${victim.tokens[0]}` }),
    () => ({ authorization: `Bearer ${victim.tokens[2]}` }),
    () => ({ authorization: `bearer  ${victim.tokens[0]}` }),
    () => ({ cookie: `${cookie}-device=${pick(hostileTexts).replace(/[^\x21-\x7e]/g, '')}` }),
    () => ({ cookie: 'a=b; '.repeat(1000) }),
  ])()
}

function surroundings(server: TestServer, { pick }: Random): Record<string, string> {
  return pick<Record<string, string>>([
    {},
    { 'sec-fetch-site': 'same-origin', origin: server.url },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:1' },
    { origin: 'null' },
    { origin: 'http://[::1' },
    { host: 'evil.example' },
    { host: 'localhost:99999' },
    { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
    { 'accept-encoding': 'br, gzip', 'if-none-match': '*' },
    { 'user-agent': '(((((Mozilla/5.0 '.repeat(100) },
    { 'content-encoding': 'gzip' },
    { expect: '100-continue' },
  ])
}

function contentFor({ operation }: DocumentedOperation, { below, pick }: Random): unknown {
  const [media] = Object.values(operation.requestBody?.content ?? {})
  const example = (media?.example ?? {}) as Record<string, unknown>
  const names = Object.keys((media?.schema as { properties?: object } | undefined)?.properties ?? { a: 1 })
  if (below(4) === 0) return pick(rawBodies)
  const spoilt = Object.fromEntries(
    names.map((name) => [
      name,
      below(3) === 0 ? pick(hostileValues) : (example[name] ?? pick(hostileValues)),
    ]),
  )
  if (below(6) === 0)
    spoilt[pick(['roles', 'id', 'verified', 'constructor', '__proto__x'])] = pick(hostileValues)
  return spoilt
}

function requestOf(
  world: World,
  stranger: string,
  random: Random,
): { sent: Sent; of: DocumentedOperation | null } {
  const { server, operations, victim } = world
  const { below, pick } = random
  const operation = pick(operations)
  const isStray = below(12) === 0
  const id = pick([
    ...victim.ids,
    encodeURIComponent(pick(hostileTexts).toWellFormed()) || 'x',
    'A'.repeat(24),
  ])
  const query =
    below(5) === 0
      ? `?${pick(['except=current', 'except', '__proto__=x', 'a=%ff%00', `x=${'y'.repeat(3000)}`])}`
      : ''
  const path = isStray ? pick(strayPaths) : operation.path.replace('{id}', id)
  const method =
    below(15) === 0 ? pick(['PUT', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE']) : operation.method
  const type =
    below(5) === 0 ? { 'content-type': pick(['text/plain', 'application/json; charset=utf-7', 'a', '']) } : {}
  const headers = { ...surroundings(server, random), ...credential(world, stranger, random), ...type }
  const hasBody = method !== 'GET' && method !== 'HEAD' && (operation.operation.requestBody || below(6) === 0)
  const body = hasBody ? contentFor(operation, random) : undefined
  const isPlain = !isStray && method === operation.method
  return { sent: { method, path: path + query, headers, body }, of: isPlain ? operation : null }
}

function flawOf(answer: Answer, of: DocumentedOperation | null): string | null {
  if (/\bat .*\.(ts|js|mjs):\d+|node:internal|node_modules/.test(answer.text)) return 'a stack trace'
  if (answer.rawHeaders.some((text) => /evil=1/.test(text))) return 'a header that was let in'
  if (answer.headers.location !== undefined) return 'a redirect, of which there is none (STANDARDS 63)'
  if (answer.status >= 500) return `${answer.status}`
  if (answer.status === 431) return null // Node's parser itself: the head is too large
  if (of !== null && answer.status !== 421) return of.flaw(answer)
  const isProblem = typeof answer.json?.code === 'string'
  return answer.status < 400 || isProblem || answer.text === '' || answer.text.startsWith('<!doctype')
    ? null
    : 'no problem document'
}

const cut: Answer = { status: 431, headers: {}, rawHeaders: [], text: '', json: null }

/** Node answers a head that is too large with 431 and hangs up, which may reach the client before the answer. */
async function sendOrBeCut(server: TestServer, sent: Sent): Promise<Answer> {
  try {
    return await server.send(sent)
  } catch (error) {
    if (JSON.stringify([sent.path, sent.headers]).length > 14_000) return cut
    throw error
  }
}

/**
 * Sends hostile requests over all routes: each must get an answer that the document promises, none of them 5xx, and what
 * stands of the victim must stay as it is. Resolves to how often each status came.
 */
export async function fuzzServer(runs: number): Promise<ReadonlyMap<number, number>> {
  const world = await startWorld()
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = createRandom(seed)
  const before = await world.records()
  const statuses = new Map<number, number>()
  for (let run = 0; run < runs; run += width) {
    const stranger = await world.stranger()
    const requests = Array.from({ length: width }, () => requestOf(world, stranger, random))
    const answers = await Promise.all(requests.map(({ sent }) => sendOrBeCut(world.server, sent)))
    answers.forEach((answer, index) => {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const flaw = flawOf(answer, requests[index]?.of ?? null)
      if (flaw === null) return
      const sent = JSON.stringify(requests[index]?.sent).slice(0, 600)
      throw new Error(
        `seed ${seed}: ${flaw}\n${sent}\n${answer.text.slice(0, 300)}\n${JSON.stringify(world.server.log.at(-1))}`,
      )
    })
  }
  expect(await world.records()).toEqual(before)
  expect(world.server.log.filter(({ error }) => error !== undefined)).toEqual([])
  await world.server.close()
  return statuses
}
