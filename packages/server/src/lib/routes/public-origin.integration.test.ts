import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ann, type Sent, startServer, type TestServer } from './server.test-support.ts'

const origin = 'https://app.example'
const ally = 'https://shop.example'
const token = 'a-token-of-more-than-32-characters'
let server: TestServer

beforeAll(async () => {
  server = await startServer({
    env: { SOJOURN_ORIGIN: origin, SOJOURN_ALLOWED_ORIGINS: ally, SOJOURN_METRICS_TOKEN: token },
  })
})
afterAll(() => server?.close())

/** As the proxy in front sends it. */
function send(sent: Sent, { https = true } = {}): Promise<Answer> {
  const forwarded = {
    host: 'app.example',
    'x-forwarded-for': '203.0.113.7',
    ...(https && { 'x-forwarded-proto': 'https' }),
  }
  return server.send({ ...sent, headers: { ...forwarded, ...sent.headers } })
}

const register = { method: 'POST', path: '/auth/register' } as const
const page = { 'sec-fetch-site': 'same-origin', origin }

describe('behind a proxy that ends TLS', () => {
  it('sets cookies that only this host gets, over HTTPS (STANDARDS 8)', async () => {
    const answer = await send({ ...register, headers: page, body: ann })
    const [session = '', mark = ''] = answer.headers['set-cookie'] ?? []
    expect(session).toMatch(/^__Host-sojourn=sjs_[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    expect(mark).toMatch(
      /^__Host-sojourn-device=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    )
    expect(answer.json.session.client.network).toBe('203.0.113.0/24')
    const listed = await send({ path: '/auth/sessions', headers: { cookie: session.split(';')[0] ?? '' } })
    expect(listed.status).toBe(200)
  })

  it('sends the headers that protect a page, and HSTS (STANDARDS 62)', async () => {
    const { headers } = await send({ path: '/auth/settings' })
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  it('takes nothing over plain HTTP: no password, no token, no account', async () => {
    const email = 'plain@example.com'
    const calls: readonly Sent[] = [
      { ...register, headers: page, body: { ...ann, email } },
      { ...register, body: { ...ann, email, client: 'native' } },
      { method: 'POST', path: '/auth/login', body: { ...ann, client: 'native' } },
      { method: 'POST', path: '/auth/refresh', body: { refresh_token: 'sjr_x' } },
      { path: '/' },
      { path: '/auth/settings' },
    ]
    const count = server.events.length
    for (const call of calls) {
      const answer = await send(call, { https: false })
      expect([answer.status, answer.json?.code], call.path).toEqual([403, 'request/insecure'])
    }
    expect(await server.identity.findByEmail(email)).toBe(null)
    expect(server.events.length).toBe(count)
  })

  it('believes one proxy, not what its clients say of themselves', async () => {
    const { json } = await send({
      ...register,
      headers: { 'x-forwarded-for': '8.8.8.8, 203.0.113.9', 'x-forwarded-proto': 'https' },
      body: { ...ann, email: 'spoof@example.com', client: 'native' },
    })
    expect(json.session.client.network).toBe('203.0.113.0/24')
  })

  it('lists devices with the country of their network, and only with a part of their address', async () => {
    const email = 'travels@example.com'
    const at = (address: string) => ({ ...page, 'x-forwarded-for': address })
    const made = await send({ ...register, headers: at('193.0.6.139'), body: { ...ann, email } })
    const [cookie = ''] = made.headers['set-cookie']?.[0]?.split(';') ?? []
    const body = { ...ann, email, client: 'native' }
    await send({ method: 'POST', path: '/auth/login', headers: at('2001:67c:2e8:22::c100:68b'), body })
    await send({ method: 'POST', path: '/auth/login', headers: at('203.0.113.9'), body })
    const { json, text } = await send({ path: '/auth/sessions', headers: { ...at('193.0.6.139'), cookie } })
    const places = json.sessions.map(
      ({ client }: { client: { country: string | null; network: string } }) =>
        `${client.network} ${client.country}`,
    )
    expect(places.sort()).toEqual(['193.0.6.0/24 NL', '2001:67c:2e8::/48 NL', '203.0.113.0/24 null'])
    expect(text).not.toMatch(/193\.0\.6\.139|c100:68b|203\.0\.113\.9/)
  })

  it('tells people of a session that goes on in another network, and not that a program was updated', async () => {
    const email = 'roams@example.com'
    const made = await send({ ...register, body: { ...ann, email, client: 'native' } })
    const { id } = made.json.user
    let token = made.json.refresh_token
    const refreshAt = async (address: string, userAgent: string): Promise<void> => {
      server.clock.advance(60_000)
      const headers = { 'x-forwarded-for': address, 'user-agent': userAgent }
      const sent = { method: 'POST', path: '/auth/refresh', headers, body: { refresh_token: token } }
      token = (await send(sent)).json.refresh_token
    }
    await refreshAt('203.0.113.7', 'App/2')
    await refreshAt('193.0.6.139', 'App/2')
    await refreshAt('203.0.113.9', 'App/2')
    const changes = server.sessionEvents.filter(({ type }) => type === 'auth/context-changed')
    expect(changes.map(({ context }) => context?.network)).toEqual([
      '203.0.113.0/24', // another program
      '193.0.6.0/24',
      '203.0.113.0/24', // and back again
    ])
    const told = async () => (await server.identity.activity(id)).map(({ kind, network }) => [kind, network])
    await expect.poll(async () => (await told()).length).toBeGreaterThan(1)
    expect(await told()).toEqual([
      ['network-changed', '193.0.6.0/24'],
      ['registered', '203.0.113.0/24'],
    ])
  })

  it('serves no other host (421)', async () => {
    for (const host of [
      'evil.example',
      'localhost',
      `127.0.0.1:${server.port}`,
      'app.example.evil.example',
      'app.example:8443',
    ]) {
      const answer = await send({ path: '/auth/settings', headers: { host } })
      expect([answer.status, answer.json?.code], host).toEqual([421, 'request/unknown-host'])
    }
    const answer = await send({ path: '/auth/settings', headers: { 'x-forwarded-host': 'evil.example' } })
    expect(answer.status).toBe(421)
  })

  it('tells browsers and programs which setting serves a host, and the log once in a while', async () => {
    const told = () => server.log.filter(({ message }) => /its host is not served/.test(String(message)))
    const elsewhere = { host: 'www.app.example', 'x-forwarded-host': '<b>' }
    server.clock.advance(600_000)
    const before = told().length
    const program = await send({ path: '/auth/settings', headers: elsewhere })
    expect(program.json.detail).toMatch(/^This host .*SOJOURN_ORIGIN.* SOJOURN_HOSTS/)
    expect(program.json.detail).not.toContain('sessions(')
    const browser = await send({ path: '/', headers: { ...elsewhere, 'sec-fetch-mode': 'navigate' } })
    expect([browser.status, browser.headers['content-type']]).toEqual([421, 'text/html; charset=UTF-8'])
    expect(browser.text).toContain('SOJOURN_HOSTS')
    expect(told().slice(before)).toEqual([
      expect.objectContaining({ host: 'www.app.example', forwardedHost: null, fix: expect.any(String) }),
    ])
    server.clock.advance(600_000)
    await send({ path: '/', headers: elsewhere })
    expect(told().at(-1)).toMatchObject({ untold: 1 })
  })

  it('warns of plain HTTP once in a while', async () => {
    const told = () => server.log.filter(({ message }) => /plain HTTP/.test(String(message)))
    server.clock.advance(600_000)
    const before = told().length
    for (const path of ['/', '/auth/settings']) await send({ path }, { https: false })
    expect(told().slice(before)).toEqual([expect.objectContaining({ host: 'app.example' })])
    expect(told().at(-1)?.fix).toContain('SOJOURN_PROXIES')
  })

  it('answers health checks of whoever asks, by whatever name', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await server.send({ path, headers: { host: '10.0.0.5:3000' } })
      expect(answer.status).toBe(200)
    }
  })

  it('tells its numbers only to who has the token', async () => {
    const tries = [
      undefined,
      'Bearer',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Basic ${token}`,
      token,
    ]
    for (const authorization of tries) {
      const answer = await server.send({
        path: '/metrics',
        headers: authorization === undefined ? {} : { authorization },
      })
      expect([answer.status, answer.json.code]).toEqual([401, 'session/none'])
    }
    const answer = await server.send({ path: '/metrics', headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  })
})

describe('pages of another origin (CORS, STANDARDS 61)', () => {
  const probes = [
    'https://evil.example',
    'null',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://sub.shop.example',
    'https://SHOP.example',
    'https://shop.example/',
    `${ally}, https://evil.example`,
    '*',
  ]

  it.each(probes)('may not read anything when it is %s', async (probe) => {
    for (const path of ['/auth/session', '/auth/settings', '/auth/login', '/openapi.json', '/healthz']) {
      const answer = await send({ path, headers: { origin: probe } })
      expect(answer.headers['access-control-allow-origin'], path).toBeUndefined()
      const preflight = await send({
        method: 'OPTIONS',
        path,
        headers: { origin: probe, 'access-control-request-method': 'POST' },
      })
      expect(preflight.headers['access-control-allow-origin'], path).toBeUndefined()
    }
    const written = await send({
      method: 'POST',
      path: '/auth/login',
      headers: { origin: probe, 'sec-fetch-site': 'cross-site' },
      body: { ...ann, client: 'native' },
    })
    expect(written.status).toBe(403)
  })

  it('may when it is on the list, by its exact name and with Vary', async () => {
    const answer = await send({ path: '/auth/settings', headers: { origin: ally } })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ally,
      'access-control-allow-credentials': 'true',
    })
    expect(answer.headers.vary).toMatch(/\bOrigin\b/i)
    const preflight = await send({
      method: 'OPTIONS',
      path: '/auth/login',
      headers: {
        origin: ally,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, ally])
  })

  it('get no cookie where no browser would keep it, and are told before a password is checked', async () => {
    const count = server.events.length
    const headers = { origin: ally, 'sec-fetch-site': 'cross-site' }
    const email = 'ally@example.com'
    const made = await send({ ...register, headers, body: { ...ann, email } })
    expect([made.status, made.headers['set-cookie']]).toEqual([403, undefined])
    expect(await server.identity.findByEmail(email)).toBe(null)
    expect(server.events.length).toBe(count)
    const asToken = await send({ ...register, headers, body: { ...ann, email, client: 'token' } })
    expect(asToken.status).toBe(200)
  })
})
