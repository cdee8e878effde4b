import { afterAll, beforeAll, expect, it } from 'vitest'
import { countBy, type LoadedServer, quantile, startLoaded, startVisitors } from './load.test-support.ts'
import type { Visitors } from './load-visitors.test-worker.ts'
import { ann } from './server.test-support.ts'

interface Grant {
  readonly session_token: string
  readonly device: { readonly id: string }
}

const mallory = { email: 'mallory@example.com', password: 'a short and greedy sentence', client: 'token' }
const flooded = '203.0.113.9'
const home = { 'x-forwarded-for': '198.51.100.7' }

let server: LoadedServer
let mine: Grant
const marks: string[] = []
beforeAll(async () => {
  server = await startLoaded({ SOJOURN_PROXIES: 'loopback' })
  const register = async (person: object, headers: Record<string, string>): Promise<Grant> =>
    JSON.parse((await server.send('POST', '/auth/register', headers, person)).text)
  mine = await register({ ...ann, client: 'token' }, home)
  await register(mallory, { 'x-forwarded-for': flooded })
  for (let n = 0; n < 6; n++) {
    const { text } = await server.send('POST', '/auth/login', { 'x-forwarded-for': flooded }, mallory)
    marks.push(JSON.parse(text).device.id)
  }
  // A process that has just started is slow by itself.
  const warm = { ...ann, email: 'nobody', client: 'token', device: mine.device }
  for (let n = 0; n < 300; n++) await server.send('POST', '/auth/login', home, warm)
})
afterAll(() => server?.close())

/** In each flood; all four together stay within the sixty a minute that one person may sign in. */
const signInsPerFlood = 12
/** Of the flood, between two sign-ins of hers: it goes on all the while. */
const answersBetween = 300

/** Ann signs in on her device at home and looks at her session, again and again, while a flood is under way. */
async function beside(flood: Omit<Visitors, 'port' | 'address' | 'perSecond'>) {
  const visitors = startVisitors({ ...flood, port: server.port, address: flooded, perSecond: null })
  const person = { ...ann, client: 'token', device: mine.device }
  const authorization = `Bearer ${mine.session_token}`
  await server.send('GET', '/auth/session', { authorization })
  const signIns: { status: number; ms: number }[] = []
  const checks: number[] = []
  while (signIns.length < signInsPerFlood) {
    const [signIn, check] = await Promise.all([
      server.send('POST', '/auth/login', home, person),
      server.send('GET', '/auth/session', { authorization, ...home }),
    ])
    signIns.push(signIn)
    checks.push(check.ms)
    await visitors.answers(answersBetween)
  }
  visitors.stop()
  return {
    flood: countBy(await visitors.statuses),
    signIns: countBy(signIns.map(({ status }) => status)),
    longest: Math.max(...signIns.map(({ ms }) => ms)),
    checks: { median: quantile(checks, 0.5), longest: Math.max(...checks) },
  }
}

const spread = (count: number, body: (n: number) => object): readonly string[] =>
  Array.from({ length: count }, (_, n) => JSON.stringify(body(n)))

it.each([
  [
    '300 parallel registrations of one network',
    { path: '/auth/register', bodies: spread(300, () => ({ ...mallory, email: 'nobody@example.com' })) },
  ],
  [
    '300 registrations whose password is costly to look at',
    {
      path: '/auth/register',
      bodies: spread(300, () => ({ ...mallory, password: `abcde${'1'.repeat(1018)}e` })),
    },
  ],
  [
    '300 parallel wrong sign-ins of one network',
    { bodies: spread(300, (n) => ({ ...mallory, email: `nobody${n}@example.com` })) },
  ],
])('lets a known device in within seconds beside %s', async (_, flood) => {
  const result = await beside(flood)
  const told = JSON.stringify(result)
  expect(Object.keys(result.signIns), told).toEqual(['200'])
  expect(result.longest, told).toBeLessThan(4000)
  expect(result.checks.median, told).toBeLessThan(500)
  expect((result.flood[429] ?? 0) + (result.flood[503] ?? 0), told).toBeGreaterThan(500)
  expect((result.flood[401] ?? 0) + (result.flood[409] ?? 0), told).toBeLessThanOrEqual(60)
})

it('lets a known device in within seconds beside 120 parallel right sign-ins of one account', async () => {
  const bodies = spread(120, (n) => ({ ...mallory, device: { id: marks[n % marks.length] } }))
  const result = await beside({ bodies })
  const told = JSON.stringify(result)
  expect(Object.keys(result.signIns), told).toEqual(['200'])
  expect(result.longest, told).toBeLessThan(4000)
  expect(result.checks.median, told).toBeLessThan(500)
  expect(result.flood[200] ?? 0, told).toBeLessThanOrEqual(120)
})
