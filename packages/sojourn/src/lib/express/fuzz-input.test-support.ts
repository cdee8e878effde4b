/** A seeded generator (mulberry32): the seed in a failure's message repeats the run. */
export function createRandom(seed: number) {
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

export type Random = ReturnType<typeof createRandom>

const stray = ['=', '+', '/', ' ', '%', '.', '-', '_', '~', 'A', 'z', '0', 'é', '"', ';', ',', '\t']

/** A text that is not `token`, but close to it, or nothing like it. */
export function spoil(token: string, { below, pick }: Random): string {
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

/** What is wrong with a body that arrives as JSON: nothing, that it can't be read, or that it is no session data. */
export type BodyFault = null | 'request/malformed' | 'request/too-large' | 'data/invalid' | 'data/too-large'

export interface HostileBody {
  readonly text: string
  readonly fault: BodyFault
  /** The text that stands in it as `refresh_token`. */
  readonly refreshToken?: string
  /** Whether that is a genuine token, only no refresh token. */
  readonly isOtherKind?: boolean
}

const bodies: readonly ((random: Random) => readonly [text: string, fault: BodyFault])[] = [
  () => ['', null],
  () => ['{', 'request/malformed'],
  () => ['null', 'request/malformed'],
  () => ['[]', 'data/invalid'],
  () => ['"text"', 'request/malformed'],
  () => ['{"__proto__": {"admin": true}}', 'data/invalid'],
  () => ['{"constructor": {"prototype": {"admin": true}}}', null],
  () => ['{"a": {"__proto__": {"admin": true}}}', 'data/invalid'],
  () => [`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, 'data/invalid'],
  () => [`{"a": "${'x'.repeat(20_000)}"}`, 'data/too-large'],
  () => [`{"a": "${'x'.repeat(120_000)}"}`, 'request/too-large'],
  () => ['{"user": 5, "refresh_token": {"length": 108}, "reread": "yes"}', null],
  () => ['{"user": "", "refresh_token": [], "reread": 1}', null],
  () => [`{"user": "${'x'.repeat(300)}"}`, null],
  () => ['{"user": "\\ud800"}', null],
  () => ['{"a": 1e999}', 'data/invalid'],
  ({ below }) => [String.fromCharCode(...Array.from({ length: 40 }, () => below(256))), 'request/malformed'],
]

/** A credential that the victim's application handed out. */
export interface Credentials {
  readonly sessionToken: string
  readonly accessToken: string
  readonly refreshToken: string
}

export interface HostileRequest {
  readonly method: string
  readonly path: string
  readonly type: string
  readonly body: HostileBody
  /** Beside the content's type and length, as they are sent. */
  readonly headers: Readonly<Record<string, string>>
}

/** A request in which no credential is good, and perhaps much else is wrong. */
export function hostileRequest(random: Random, port: number, good: Credentials): HostileRequest {
  const { pick } = random
  const [method, path] = pick([
    ['POST', '/login'],
    ['POST', '/refresh'],
    ['PATCH', '/data'],
    ['POST', '/cart'],
    ['GET', '/me'],
    ['DELETE', `/sessions/x${encodeURIComponent(spoil('A'.repeat(24), random).slice(0, 200))}`],
    ['POST', '/logout'],
  ] as const)
  const credential = spoiltCredential(random, `sojourn-${port}`, good)
  const headers = { ...(isStillGood(credential, port, good) ? {} : credential), ...siteOf(random, port) }
  const body = method === 'GET' ? { text: '', fault: null } : bodyOf(random, path, good)
  return {
    method,
    path,
    type: pick([
      'application/json',
      `application/json; charset=${body.text.includes('+') ? 'utf-8' : 'utf-7'}`, // Express reads UTF-7, too
      'application/json; charset=latin1',
      'text/plain',
      'application/x-www-form-urlencoded',
      '',
    ]),
    body,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\t\x20-\xff]/g, '?')]),
    ),
  }
}

function bodyOf(random: Random, path: string, good: Credentials): HostileBody {
  if (path === '/refresh' && random.below(2) === 0) {
    const { sessionToken, accessToken } = good
    const isOtherKind = random.below(3) === 0
    const refreshToken = isOtherKind
      ? random.pick([sessionToken, accessToken])
      : spoil(good.refreshToken, random)
    const text = JSON.stringify({ refresh_token: refreshToken, reread: true })
    return { text, fault: null, refreshToken, isOtherKind }
  }
  const [text, fault] = random.pick(bodies)(random)
  return { text, fault }
}

function spoiltCredential(random: Random, name: string, good: Credentials): Record<string, string> {
  const { pick } = random
  const { sessionToken, refreshToken } = good
  const any = (): string => pick(Object.values(good))
  return pick<() => Record<string, string>>([
    () => ({}),
    () => ({ cookie: `${name}=${spoil(any(), random)}` }),
    () => ({ cookie: `a=b; ${name}=${spoil(any(), random)}; ${name}=${any()}` }),
    () => ({ cookie: spoil(`${name}=${any()}`, random).slice(0, 4000) }),
    () => ({ authorization: `Bearer ${spoil(any(), random)}` }),
    () => ({ authorization: spoil(`Bearer ${refreshToken}`, random) }),
    () => ({ authorization: `Bearer ${refreshToken}` }),
    () => ({ authorization: 'Bearer x', cookie: `${name}=${sessionToken}` }),
    () => ({ authorization: `Bearer ${spoil(any(), random)}`, cookie: `${name}=${sessionToken}` }),
  ])()
}

/** Whether white space and separators around it left a credential as good as it was: that is no junk. */
function isStillGood(headers: Record<string, string>, port: number, good: Credentials): boolean {
  const { authorization, cookie = '' } = headers
  const own = cookie.split(';').filter((pair) => pair.trim().startsWith(`sojourn-${port}=`))
  return [good.sessionToken, good.accessToken].some(
    (token) =>
      authorization?.trim() === `Bearer ${token}` ||
      (!/^\s*bearer(?:[ \t,]|$)/i.test(authorization ?? '') &&
        own.length === 1 &&
        own[0]?.trim() === `sojourn-${port}=${token}`),
  )
}

function siteOf({ pick }: Random, port: number): Record<string, string> {
  const origin = `http://127.0.0.1:${port}`
  return pick<Record<string, string>>([
    {},
    { origin },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin', origin },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: `http://localhost:${port}` },
    { origin: 'null' },
    { origin: 'http://[::1' },
    { host: 'evil.example' },
  ])
}
