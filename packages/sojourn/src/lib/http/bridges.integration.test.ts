import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { SessionStore } from '../engine/store.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { apps, type RunningApp, type StartApp } from './bridges.test-apps.ts'
import { createBrowser, fromPage, type Received, send } from './bridges.test-client.ts'
import type { SessionsOptions } from './sessions-options.ts'

const token = /^sjs_[A-Za-z0-9_-]{104}$/
const frameworks = Object.entries(apps) as [string, StartApp][]

describe.each(frameworks)('a session over HTTP in %s', (_framework, start) => {
  let now = Date.UTC(2030, 0, 1)
  let store: SessionStore
  let sojourn: Sojourn
  let app: RunningApp
  let writes: string[]
  const running: RunningApp[] = []

  async function serve(options?: SessionsOptions): Promise<RunningApp> {
    const started = await start(sojourn, options)
    running.push(started)
    return started
  }

  beforeEach(async () => {
    writes = []
    store = recordWrites(createMemoryStore(), writes)
    sojourn = await createSojourn({
      store,
      keys: generateKey(),
      clock: { now: () => now, monotonic: () => now },
      permissions: { reader: ['read'], editor: ['read', 'write'], writer: ['write'] },
    })
    app = await serve()
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.close()))
    await sojourn.close()
  })

  const signIn = async (body: unknown = {}) => {
    const browser = createBrowser(app.port)
    const answer = await browser.send({ method: 'POST', path: '/login', body })
    expect(answer.status).toBe(200)
    return { browser, answer }
  }
  const bearer = async (body: object = {}): Promise<string> => {
    const answer = await send(app.port, { method: 'POST', path: '/login', body: { kind: 'token', ...body } })
    return answer.json.session_token
  }

  it('signs in, shows the session at once and on the next request, and signs out for good', async () => {
    const { browser, answer } = await signIn({ roles: ['admin'] })
    expect(answer.json.session).toMatchObject({ status: 'signed-in', userId: 'ann', roles: ['admin'] })
    expect(answer.json.shown).toEqual(answer.json.session)
    expect((await browser.send({ path: '/me' })).json).toMatchObject({
      userId: 'ann',
      client: { network: '127.0.0.0/24' },
    })
    const old = browser.cookie
    const left = await browser.send({ method: 'POST', path: '/logout' })
    expect(left.status).toBe(204)
    expect(left.headers['clear-site-data']).toBe('"cache", "storage"')
    expect(left.headers['cache-control']).toBe('no-store')
    expect(browser.jar.size).toBe(0)
    for (let replay = 0; replay < 3; replay++) {
      const again = await send(app.port, { path: '/me', headers: { cookie: old } })
      expectProblem(again, 401, 'session/revoked')
      expect(again.headers['www-authenticate']).toContain('error="invalid_token"')
    }
  })

  it('sets one HttpOnly, Lax, root-path session cookie, and shows the token nowhere else', async () => {
    const { browser, answer } = await signIn()
    expect(answer.cookies).toHaveLength(1)
    const [pair = '', ...attributes] = answer.cookies[0]?.split('; ') ?? []
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
    const [name, value = ''] = pair.split('=')
    expect(name).toBe(`sojourn-${app.port}`)
    expect(value).toMatch(token)
    expect(answer.headers['cache-control']).toBe('no-store')
    const secret = value.slice(44)
    for (const shown of [
      answer,
      await browser.send({ path: '/me' }),
      await browser.send({ path: '/away?next=/cart' }),
    ]) {
      const { 'set-cookie': _, ...headers } = shown.headers
      expect(shown.text + JSON.stringify(headers)).not.toContain(secret)
    }
  })

  it('sets __Host- and Secure behind a proxy that is believed, for as long as was asked', async () => {
    const { port } = await serve({
      origin: 'https://app.example',
      proxies: ['loopback'],
      cookie: { persistent: true },
    })
    const headers = {
      host: 'app.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.7',
      ...fromPage,
    }
    const answer = await send(port, { method: 'POST', path: '/login', headers, body: {} })
    expect(answer.cookies[0]).toMatch(
      /^__Host-sojourn=sjs_[\w-]{104}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    expect(answer.json.session.client.network).toBe('203.0.113.0/24')
    const cookie = answer.cookies[0]?.split(';')[0] ?? ''
    expect((await send(port, { path: '/me', headers: { ...headers, cookie } })).status).toBe(200)
    expect(
      (await send(port, { path: '/me', headers: { ...headers, cookie, 'x-forwarded-proto': 'http' } }))
        .status,
    ).toBe(403)
  })

  it('never adopts an id that a client brings, and leaves nothing of the anonymous session to its holder', async () => {
    const browser = createBrowser(app.port)
    const cart = await browser.send({ method: 'PATCH', path: '/data', body: { cart: [1], draft: 'x' } })
    expect(cart.json).toEqual({ cart: [1], draft: 'x' })
    const planted = browser.cookie
    expect((await browser.send({})).json).toMatchObject({ status: 'anonymous', userId: null })
    expectProblem(await browser.send({ path: '/me' }), 401, 'session/none')
    const answer = await browser.send({ method: 'POST', path: '/login', body: { carry: ['cart'] } })
    expect(answer.json.session.data).toEqual({ cart: [1] })
    expect(browser.cookie).not.toBe(planted)
    expect(answer.json.session.id).not.toBe((await sojourn.list('ann'))[1]?.id)
    expectProblem(await send(app.port, { path: '/me', headers: { cookie: planted } }), 401, 'session/revoked')

    const forged = `sojourn-${app.port}=sjs_${'A'.repeat(104)}`
    const second = await send(app.port, {
      method: 'POST',
      path: '/login',
      headers: { ...fromPage, cookie: forged },
      body: {},
    })
    expect(second.cookies).toHaveLength(1)
    expect(second.cookies[0]).not.toContain('A'.repeat(20))
  })

  it('sets one cookie in place of a dead one that it would have had forgotten', async () => {
    const headers = { ...fromPage, cookie: `sojourn-${app.port}=dead` }
    const answer = await send(app.port, { method: 'POST', path: '/login', headers, body: {} })
    expect(answer.status).toBe(200)
    expect(answer.cookies).toEqual([expect.stringMatching(/^sojourn-\d+=sjs_/)])
  })

  it('ends the session that a new sign-in takes the place of', async () => {
    const { browser } = await signIn()
    const first = browser.cookie
    await browser.send({ method: 'POST', path: '/login', body: { user: 'bob' } })
    expect((await browser.send({ path: '/me' })).json.userId).toBe('bob')
    expectProblem(await send(app.port, { path: '/me', headers: { cookie: first } }), 401, 'session/revoked')
  })

  it('kills the old token at a step-up, and keeps the session', async () => {
    const { browser } = await signIn()
    expectProblem(await browser.send({ path: '/strong' }), 401, 'auth/insufficient')
    const old = browser.cookie
    const answer = await browser.send({ method: 'POST', path: '/step-up', body: {} })
    expect(answer.json).toEqual({ level: 2 })
    expect((await browser.send({ path: '/strong' })).status).toBe(200)
    const replay = await send(app.port, { path: '/me', headers: { cookie: old } })
    expectProblem(replay, 401, 'credential/rotated')
    expect(replay.cookies).toEqual([])
    expect(await sojourn.list('ann')).toHaveLength(1)
  })

  it('ends the other sessions of the person and nobody else', async () => {
    const { browser } = await signIn()
    const other = (await signIn()).browser
    const bob = (await signIn({ user: 'bob' })).browser
    expect((await browser.send({ method: 'POST', path: '/end-others', body: {} })).json).toEqual({ ended: 1 })
    expect((await browser.send({ path: '/me' })).status).toBe(200)
    expect((await bob.send({ path: '/me' })).status).toBe(200)
    expectProblem(await other.send({ path: '/me' }), 401, 'session/revoked')
  })

  it('lets in by role, permission, level and age of the authentication', async () => {
    expectProblem(await send(app.port, { path: '/admin' }), 401, 'session/none')
    const { browser } = await signIn({ roles: ['reader'] })
    expectProblem(await browser.send({ path: '/admin' }), 403, 'auth/forbidden')
    expectProblem(await browser.send({ path: '/write' }), 403, 'auth/forbidden')
    expect((await (await signIn({ roles: ['root'] })).browser.send({ path: '/admin' })).status).toBe(200)
    expect((await (await signIn({ roles: ['editor'] })).browser.send({ path: '/write' })).status).toBe(200)
    expect(
      (await (await signIn({ roles: ['reader', 'writer'] })).browser.send({ path: '/write' })).status,
    ).toBe(200)
    expect((await browser.send({ path: '/fresh' })).status).toBe(200)
    now += 600_001
    const stale = await browser.send({ path: '/fresh' })
    expectProblem(stale, 401, 'auth/insufficient')
    expect(stale.headers['www-authenticate']).toMatch(/insufficient_user_authentication.*max_age="600"/)
  })

  it('knows an expired session, says so, and has a page forget its cookie', async () => {
    const { browser } = await signIn()
    now += 30 * 60_000 + 1
    const fetched = await browser.send({ path: '/', headers: { 'sec-fetch-mode': 'cors' } })
    expect(fetched.json).toMatchObject({ status: 'none', refusal: 'session/expired' })
    expect(fetched.cookies).toEqual([])
    const page = await browser.send({ path: '/me', headers: { 'sec-fetch-mode': 'navigate' } })
    expectProblem(page, 401, 'session/expired')
    expect(browser.jar.size).toBe(0)
  })

  it('signs native clients in with tokens in the answer and without a cookie', async () => {
    const answer = await send(app.port, { method: 'POST', path: '/login', body: { kind: 'native' } })
    expect(answer.cookies).toEqual([])
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      refresh_expires_in: 14 * 86_400,
    })
    const { access_token, refresh_token } = answer.json
    const present = (text: string) =>
      send(app.port, { path: '/me', headers: { authorization: `Bearer ${text}` } })
    expect((await present(access_token)).json).toMatchObject({ userId: 'ann' })
    expectProblem(await present(refresh_token), 401, 'credential/wrong-kind')
    const cookie = `sojourn-${app.port}=${access_token}`
    expectProblem(await send(app.port, { path: '/me', headers: { cookie } }), 401, 'credential/wrong-kind')
    expect((await present(await bearer())).status).toBe(200)
  })

  it('reads no cookie beside a Bearer, however bad that is, and no token from the URL', async () => {
    const { browser } = await signIn()
    const { cookie } = browser
    const value = cookie.split('=')[1] ?? ''
    const me = (headers: Record<string, string> | string[], path = '/me') => send(app.port, { path, headers })
    expectProblem(await me({ cookie, authorization: 'Bearer' }), 401, 'credential/malformed')
    expectProblem(
      await me({ cookie, authorization: `Bearer ${value.slice(0, -1)}` }),
      401,
      'credential/malformed',
    )
    const good = await bearer()
    expectProblem(
      await me(['authorization', `Bearer ${good}`, 'Authorization', `Bearer ${good}`]),
      401,
      'credential/malformed',
    )
    expect((await me({ cookie, authorization: `Bearer ${await bearer({ user: 'bob' })}` })).json.userId).toBe(
      'bob',
    )
    for (const name of ['access_token', 'sid', 'session', 'token', `sojourn-${app.port}`]) {
      expectProblem(await me({}, `/me?${name}=${value}`), 401, 'session/none')
    }
  })

  const sites = ['same-origin', 'same-site', 'cross-site', 'none', null] as const
  const origins = ['own', 'https://evil.example', 'null', null] as const
  const methods = ['POST', 'PATCH', 'PUT', 'DELETE', 'GET', 'HEAD', 'OPTIONS'] as const
  const credentials = ['cookie', 'bearer', 'none'] as const

  it('lets no other site write with the cookie, nor sign anyone in: every method, header and credential', async () => {
    const { browser } = await signIn()
    const authorization = `Bearer ${await bearer()}`
    for (const method of methods)
      for (const site of sites)
        for (const origin of origins)
          for (const credential of credentials) {
            const before = writes.length
            const answer = await send(app.port, {
              method,
              path: method === 'POST' ? '/step-up' : '/data',
              headers: {
                ...(site && { 'sec-fetch-site': site }),
                ...(origin && { origin: origin === 'own' ? `http://127.0.0.1:${app.port}` : origin }),
                ...(credential === 'cookie' && { cookie: browser.cookie }),
                ...(credential === 'bearer' && { authorization }),
              },
              ...(!['GET', 'HEAD', 'OPTIONS'].includes(method) && { body: { seen: method } }),
            })
            for (const line of answer.cookies)
              browser.jar.set(`sojourn-${app.port}`, line.split(/[=;]/)[1] ?? '')
            const isSafe = ['GET', 'HEAD', 'OPTIONS'].includes(method)
            const ownPage =
              (site === 'same-origin' && origin !== 'https://evil.example') ||
              (site === null && origin === 'own')
            const passes =
              isSafe ||
              ownPage ||
              credential === 'bearer' ||
              (site === null && origin === null && credential === 'none')
            const label = `${method} ${site} ${origin} ${credential}: ${answer.status} ${answer.text}`
            expect(answer.json?.code === 'request/cross-site', label).toBe(
              !passes || (method === 'PATCH' && credential === 'none' && !ownPage),
            )
            expect(answer.status, label).toBeLessThan(500)
            const mayWrite =
              !isSafe && (ownPage || credential === 'bearer') && (method === 'PATCH' || method === 'POST')
            if (!mayWrite) expect(writes.slice(before), label).toEqual([])
          }
  })

  it('signs no browser in when nothing shows where the request was made', async () => {
    expectProblem(
      await send(app.port, { method: 'POST', path: '/login', body: {} }),
      403,
      'request/cross-site',
    )
    expectProblem(
      await send(app.port, { method: 'PATCH', path: '/data', body: { a: 1 } }),
      403,
      'request/cross-site',
    )
    expect(writes).toEqual([])
  })

  it('changes nothing in a GET', async () => {
    const answer = await send(app.port, { path: '/login-by-link', headers: fromPage })
    expect(answer.status).toBe(500)
    expect(answer.cookies).toEqual([])
    expect(writes).toEqual([])
  })

  it('answers two cookies of our name with 400', async () => {
    const { browser } = await signIn()
    const headers = ['cookie', browser.cookie, 'cookie', `sojourn-${app.port}=x`]
    expectProblem(await send(app.port, { path: '/', headers }), 400, 'request/duplicate-cookie')
    const once = { cookie: `${browser.cookie}; ${browser.cookie}` }
    expectProblem(await send(app.port, { path: '/', headers: once }), 400, 'request/duplicate-cookie')
  })

  it('takes exactly one text for a token', async () => {
    const { browser } = await signIn()
    const good = browser.cookie.split('=')[1] ?? ''
    const name = `sojourn-${app.port}`
    const before = writes.length
    for (const text of junkOf(good)) {
      const cookie = `${name}=${text}; last=1`
      const page = await send(app.port, { path: '/', headers: { cookie } })
      expect(page.status, text).toBe(200)
      expect(page.json, text).toMatchObject({ status: 'none', userId: null })
      const refused = await send(app.port, { path: '/me', headers: { cookie } })
      expect(refused.status, text).toBe(401)
      expect(refused.json.code, text).toMatch(/^(credential|session)\//)
      if (text.endsWith(' ')) continue // the end of a header's line is nobody's
      const asBearer = await send(app.port, { path: '/me', headers: { authorization: `Bearer ${text}` } })
      expect(asBearer.status, text).toBe(401)
    }
    expect(writes.slice(before)).toEqual([])
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })

  it('answers a host that it does not serve with 421 and the fix', async () => {
    for (const host of ['evil.example', '10.0.0.1', 'localhost.evil.example']) {
      expectProblem(await send(app.port, { path: '/', headers: { host } }), 421, 'request/unknown-host')
    }
    const answer = await send(app.port, { path: '/', headers: { host: 'app.example' } })
    expect(answer.json.detail).toContain("origin: 'https://app.example'")
    const forwarded = await send(app.port, { path: '/', headers: { 'x-forwarded-host': 'evil.example' } })
    expect(forwarded.status).toBe(200)
    for (const host of [`localhost:${app.port}`, `[::1]:${app.port}`]) {
      expect((await send(app.port, { path: '/', headers: { host } })).status).toBe(200)
    }
  })

  it('tells why a cookie could never arrive, instead of setting it', async () => {
    const heard: string[] = []
    sojourn.on('cookie/undeliverable', ({ cause, fix, context }) => {
      heard.push(cause, fix)
      expect(context?.network).toBe('127.0.0.0/24')
    })
    const { port } = await serve({ origin: 'https://app.example' })
    const login = (headers: Record<string, string>, to = port) =>
      send(to, {
        method: 'POST',
        path: '/login',
        headers: { host: 'app.example', ...fromPage, ...headers },
        body: {},
      })
    const plain = await login({})
    expectProblem(plain, 403, 'request/insecure')
    expect(plain.json.detail).toContain('plain HTTP')
    const proxied = await login({ 'x-forwarded-proto': 'https' })
    expectProblem(proxied, 403, 'request/insecure')
    expect(proxied.json.detail).toContain("proxies: ['127.0.0.1']")
    const embedded = await login(
      { host: `127.0.0.1:${app.port}`, 'sec-fetch-storage-access': 'none' },
      app.port,
    )
    expectProblem(embedded, 403, 'request/insecure')
    expect(embedded.json.detail).toContain('another site')
    expect([plain, proxied, embedded].flatMap(({ cookies }) => cookies)).toEqual([])
    expect(heard).toHaveLength(6)
    expect(writes).toEqual([])
    const secret = await bearer()
    const exposed = await send(port, {
      path: '/me',
      headers: { host: 'app.example', authorization: `Bearer ${secret}` },
    })
    expectProblem(exposed, 403, 'request/insecure')
  })

  it('notices a browser that never sends its cookie back', async () => {
    const heard: string[] = []
    sojourn.on('cookie/undeliverable', ({ cause }) => void heard.push(cause))
    const page = { path: '/', headers: fromPage }
    await send(app.port, { method: 'POST', path: '/login', headers: fromPage, body: {} })
    for (let request = 0; request < 5; request++) expect((await send(app.port, page)).status).toBe(200)
    expect(heard).toEqual([expect.stringContaining('came without it')])
  })

  it('lets the pages of origins on the list call with credentials, and no others', async () => {
    const friend = 'https://friend.example'
    const { port } = await serve({ allowedOrigins: [friend] })
    const probe = (origin: string, method = 'GET') =>
      send(port, {
        method,
        path: '/',
        headers: { origin, 'sec-fetch-site': 'cross-site', 'access-control-request-method': 'PATCH' },
      })
    const preflight = await probe(friend, 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'Authorization, Content-Type',
    })
    expect((await probe(friend)).headers['access-control-allow-origin']).toBe(friend)
    for (const origin of [
      'https://evil.example',
      'null',
      'http://friend.example',
      'https://friend.example.evil.example',
      'https://FRIEND.example',
      `${friend}:443`,
      '*',
    ]) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await probe(origin, method)
        expect(answer.headers['access-control-allow-origin'], origin).toBeUndefined()
        expect(answer.headers.vary).toContain('Origin')
      }
    }
    expect((await send(port, { path: '/' })).headers.vary).toContain('Origin')
    const write = { method: 'POST', path: '/login', body: { kind: 'token' } }
    expect(
      (await send(port, { ...write, headers: { origin: friend, 'sec-fetch-site': 'cross-site' } })).status,
    ).toBe(200)
    const other = await send(port, {
      ...write,
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    })
    expectProblem(other, 403, 'request/cross-site')
  })

  it('answers what a body does wrong with a problem document, and changes nothing', async () => {
    const { browser } = await signIn()
    const before = writes.length
    const dump = await dumpOf(store, 'ann')
    const patch = (body: unknown, type = 'application/json') =>
      browser.send({ method: 'PATCH', path: '/data', body, headers: { 'content-type': type } })
    for (const body of ['{', '{"a":', 'a', '{"a":1}}', '\u0000', '[1]', '"x"', '1', 'null', 'true']) {
      const answer = await patch(body)
      expect(answer.status, body).toBeGreaterThanOrEqual(400)
      expect(answer.status, `${body}: ${answer.text}`).toBeLessThan(500)
      expect(answer.headers['content-type'], body).toContain('application/problem+json')
    }
    for (const body of [
      '{"__proto__":{"admin":true}}',
      '{"a":{"__proto__":{"admin":true}}}',
      JSON.stringify({ big: 'x'.repeat(20_000) }),
      `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`,
      JSON.stringify({ huge: 'x'.repeat(1_500_000) }),
    ]) {
      const answer = await patch(body)
      expect(answer.status, `${body.slice(0, 40)}: ${answer.text}`).toBeGreaterThanOrEqual(400)
      expect(answer.status, body.slice(0, 40)).toBeLessThan(500)
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const answer = await patch('{"a":1}', type)
      expect(answer.status, `${type}: ${answer.text}`).toBeGreaterThanOrEqual(400)
      expect(answer.status, type).toBeLessThan(500)
    }
    expect(writes.slice(before).filter((write) => !write.startsWith('touch'))).toEqual([])
    expect(await dumpOf(store, 'ann')).toEqual(dump)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    await patch('{"constructor":{"prototype":{"admin":true}}}')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('writes no header or second cookie that a client made up', async () => {
    const crlf = '\r\nSet-Cookie: planted=1\r\nX-Planted: 1'
    const { browser, answer } = await signIn({ user: `ann${crlf}`, name: crlf })
    for (const path of [
      '/me',
      `/away?next=${encodeURIComponent(`/x${crlf}`)}`,
      `/away?next=%2F%2Fevil.example`,
    ]) {
      const shown = await browser.send({ path })
      expect(shown.headers['x-planted']).toBeUndefined()
      expect(shown.cookies).toEqual([])
      if (path.startsWith('/away')) expect(shown.headers.location).toBe('/')
    }
    expect(answer.cookies).toHaveLength(1)
  })

  it('hides what broke', async () => {
    const answer = await send(app.port, { path: '/broken' })
    expect(answer.status).toBe(500)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.text).not.toMatch(/secret|at .*\.ts/)
  })

  it('fails closed when the store is gone: 503, the cookie stays, nobody is let in', async () => {
    const { browser } = await signIn()
    const broken = await createSojourn({ store: failing(store), keys: generateKey(), nearCache: false })
    const value = await sojournTokenOf(broken)
    const { port } = await start(broken).then((started) => {
      running.push(started)
      return started
    })
    for (const path of ['/', '/me']) {
      const answer = await send(port, { path, headers: { cookie: `sojourn-${port}=${value}` } })
      expectProblem(answer, 503, 'store/unavailable')
      expect(answer.headers['retry-after']).toBeDefined()
      expect(answer.cookies).toEqual([])
    }
    const unknownKey = await send(app.port, {
      path: '/me',
      headers: { cookie: `sojourn-${app.port}=${value}` },
    })
    expectProblem(unknownKey, 401, 'credential/unknown-key')
    expect(unknownKey.cookies).toEqual([])
    await broken.close()
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })

  it('keeps personal answers out of shared caches, and protects every page', async () => {
    const { browser } = await signIn()
    expect((await browser.send({ path: '/me' })).headers['cache-control']).toBe('private, no-cache')
    const page = await send(app.port, { path: '/' })
    expect(page.headers['cache-control']).toBeUndefined()
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    const problem = await send(app.port, { path: '/me' })
    expect(problem.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})

function expectProblem(answer: Received, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.code, text: answer.text }).toEqual({
    status,
    code,
    text: expect.any(String),
  })
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json.type).toBe(`urn:sojourn:problem:${code}`)
}

function junkOf(good: string): readonly string[] {
  return [
    '',
    'x',
    good.slice(0, -1),
    good.slice(0, 20),
    `${good}A`,
    `${good}AAAA`,
    `${good}=`,
    `${good} `,
    ` ${good}`,
    `"${good}"`,
    `%73${good.slice(1)}`,
    good.toUpperCase(),
    good.toLowerCase(),
    good.replace('sjs_', 'SJS_'),
    good.replace('sjs_', 'sja_'),
    good.replace('sjs_', 'sjr_'),
    good.replace('sjs_', 'sjs-'),
    `${good.slice(0, 50)}+${good.slice(51)}`,
    `${good.slice(0, 50)}/${good.slice(51)}`,
    `${good.slice(0, 50)} ${good.slice(51)}`,
    `${good.slice(0, 50)}${good[50] === 'A' ? 'B' : 'A'}${good.slice(51)}`,
    `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
    'a'.repeat(8000),
  ]
}

/** Notes each call that may change a record. */
function recordWrites(store: SessionStore, writes: string[]): SessionStore {
  const changing = new Set<PropertyKey>(['insert', 'replace', 'end', 'endUser'])
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...values: unknown[]) => {
        if (changing.has(name)) writes.push(String(name))
        return Reflect.apply(member, target, values)
      }
    },
  })
}

async function dumpOf(store: SessionStore, userId: string): Promise<unknown> {
  const { epoch, sessions } = await store.listUser(userId)
  return {
    epoch,
    sessions: sessions.map(({ lastSeenAt: _, ...rest }) => ({
      ...rest,
      bytes: Buffer.from(rest.bytes).toString('hex'),
    })),
  }
}

/** The store, once it has stopped answering reads. */
function failing(store: SessionStore): SessionStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'find') {
        return (_id: SessionId) =>
          Promise.reject(new SojournError('store/unavailable', 'the secret address of the store'))
      }
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

async function sojournTokenOf(sojourn: Sojourn): Promise<string> {
  const grant = await sojourn.signIn('eve', { methods: ['pwd'] })
  return grant.kind === 'session' ? grant.sessionToken : ''
}
