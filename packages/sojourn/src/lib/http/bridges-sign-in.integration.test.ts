import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBrowser, fromPage, send } from './bridges.test-client.ts'
import { createWorld, expectProblem, frameworks, type World } from './bridges.test-world.ts'

const token = /^sjs_[A-Za-z0-9_-]{104}$/

describe.each(frameworks)('a session, over HTTP in %s', (_framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  it('signs in, shows the session at once and on the next request, and signs out for good', async () => {
    const { browser, answer } = await world.signIn({ roles: ['admin'] })
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
      const again = await send(world.app.port, { path: '/me', headers: { cookie: old } })
      expectProblem(again, 401, 'session/revoked')
      expect(again.headers['www-authenticate']).toContain('error="invalid_token"')
    }
  })

  it('sets one HttpOnly, Lax, root-path session cookie, and shows the token nowhere else', async () => {
    const { browser, answer } = await world.signIn()
    expect(answer.cookies).toHaveLength(1)
    const [pair = '', ...attributes] = answer.cookies[0]?.split('; ') ?? []
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
    const [name, value = ''] = pair.split('=')
    expect(name).toBe(`sojourn-${world.app.port}`)
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
    const { port } = await world.serve({
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
    const browser = createBrowser(world.app.port)
    const cart = await browser.send({ method: 'PATCH', path: '/data', body: { cart: [1], draft: 'x' } })
    expect(cart.json).toEqual({ cart: [1], draft: 'x' })
    const planted = browser.cookie
    expect((await browser.send({})).json).toMatchObject({ status: 'anonymous', userId: null })
    expectProblem(await browser.send({ path: '/me' }), 401, 'session/none')
    const answer = await browser.send({ method: 'POST', path: '/login', body: { carry: ['cart'] } })
    expect(answer.json.session.data).toEqual({ cart: [1] })
    expect(browser.cookie).not.toBe(planted)
    expect(answer.json.session.id).not.toBe((await world.sojourn.list('ann'))[1]?.id)
    expectProblem(
      await send(world.app.port, { path: '/me', headers: { cookie: planted } }),
      401,
      'session/revoked',
    )

    const forged = `sojourn-${world.app.port}=sjs_${'A'.repeat(104)}`
    const second = await send(world.app.port, {
      method: 'POST',
      path: '/login',
      headers: { ...fromPage, cookie: forged },
      body: {},
    })
    expect(second.cookies).toHaveLength(1)
    expect(second.cookies[0]).not.toContain('A'.repeat(20))
  })

  it('sets one cookie in place of a dead one that it would have had forgotten', async () => {
    const headers = { ...fromPage, cookie: `sojourn-${world.app.port}=dead` }
    const answer = await send(world.app.port, { method: 'POST', path: '/login', headers, body: {} })
    expect(answer.status).toBe(200)
    expect(answer.cookies).toEqual([expect.stringMatching(/^sojourn-\d+=sjs_/)])
  })

  it('ends the session that a new sign-in takes the place of', async () => {
    const { browser } = await world.signIn()
    const first = browser.cookie
    await browser.send({ method: 'POST', path: '/login', body: { user: 'bob' } })
    expect((await browser.send({ path: '/me' })).json.userId).toBe('bob')
    expectProblem(
      await send(world.app.port, { path: '/me', headers: { cookie: first } }),
      401,
      'session/revoked',
    )
  })

  it('leaves the session of a cookie alone when a Bearer comes beside it, for the person to end', async () => {
    const { browser } = await world.signIn()
    const cookie = browser.cookie
    const headers = { authorization: `Bearer ${await world.bearer()}` }
    const answer = await browser.send({ method: 'POST', path: '/login', body: {}, headers })
    expect(answer.cookies).toHaveLength(1)
    expect(browser.cookie).not.toBe(cookie)
    expect((await send(world.app.port, { path: '/me', headers: { cookie } })).status).toBe(200)
    await browser.send({ method: 'POST', path: '/end-others', body: {} })
    expectProblem(await send(world.app.port, { path: '/me', headers: { cookie } }), 401, 'session/revoked')
  })

  it('kills the old token at a step-up, and keeps the session', async () => {
    const { browser } = await world.signIn()
    expectProblem(await browser.send({ path: '/strong' }), 401, 'auth/insufficient')
    const old = browser.cookie
    const answer = await browser.send({ method: 'POST', path: '/step-up', body: {} })
    expect(answer.json).toEqual({ level: 2 })
    expect((await browser.send({ path: '/strong' })).status).toBe(200)
    const replay = await send(world.app.port, { path: '/me', headers: { cookie: old } })
    expectProblem(replay, 401, 'credential/rotated')
    expect(replay.cookies).toEqual([])
    expect(await world.sojourn.list('ann')).toHaveLength(1)
  })

  it('ends the other sessions of the person and nobody else', async () => {
    const { browser } = await world.signIn()
    const other = (await world.signIn()).browser
    const bob = (await world.signIn({ user: 'bob' })).browser
    expect((await browser.send({ method: 'POST', path: '/end-others', body: {} })).json).toEqual({ ended: 1 })
    expect((await browser.send({ path: '/me' })).status).toBe(200)
    expect((await bob.send({ path: '/me' })).status).toBe(200)
    expectProblem(await other.send({ path: '/me' }), 401, 'session/revoked')
  })

  it('lets in by role, permission, level and age of the authentication', async () => {
    expectProblem(await send(world.app.port, { path: '/admin' }), 401, 'session/none')
    const { browser } = await world.signIn({ roles: ['reader'] })
    expectProblem(await browser.send({ path: '/admin' }), 403, 'auth/forbidden')
    expectProblem(await browser.send({ path: '/write' }), 403, 'auth/forbidden')
    expect((await (await world.signIn({ roles: ['root'] })).browser.send({ path: '/admin' })).status).toBe(
      200,
    )
    expect((await (await world.signIn({ roles: ['editor'] })).browser.send({ path: '/write' })).status).toBe(
      200,
    )
    expect(
      (await (await world.signIn({ roles: ['reader', 'writer'] })).browser.send({ path: '/write' })).status,
    ).toBe(200)
    world.now += 600_000
    expect((await browser.send({ path: '/fresh' })).status).toBe(200)
    world.now += 1
    const stale = await browser.send({ path: '/fresh' })
    expectProblem(stale, 401, 'auth/insufficient')
    expect(stale.headers['www-authenticate']).toMatch(/insufficient_user_authentication.*max_age="600"/)
  })

  it('knows an expired session, says so, and has a page forget its cookie', async () => {
    const { browser } = await world.signIn()
    world.now += 30 * 60_000 + 1
    const fetched = await browser.send({ path: '/', headers: { 'sec-fetch-mode': 'cors' } })
    expect(fetched.json).toMatchObject({ status: 'none', refusal: 'session/expired' })
    expect(fetched.cookies).toEqual([])
    const page = await browser.send({ path: '/me', headers: { 'sec-fetch-mode': 'navigate' } })
    expectProblem(page, 401, 'session/expired')
    expect(browser.jar.size).toBe(0)
  })

  it('signs native clients in with tokens in the answer and without a cookie', async () => {
    const answer = await send(world.app.port, { method: 'POST', path: '/login', body: { kind: 'native' } })
    expect(answer.cookies).toEqual([])
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      refresh_expires_in: 14 * 86_400,
    })
    const { access_token, refresh_token } = answer.json
    const present = (text: string) =>
      send(world.app.port, { path: '/me', headers: { authorization: `Bearer ${text}` } })
    expect((await present(access_token)).json).toMatchObject({ userId: 'ann' })
    expectProblem(await present(refresh_token), 401, 'credential/wrong-kind')
    const cookie = `sojourn-${world.app.port}=${access_token}`
    expectProblem(
      await send(world.app.port, { path: '/me', headers: { cookie } }),
      401,
      'credential/wrong-kind',
    )
    expect((await present(await world.bearer())).status).toBe(200)
  })

  it('leaves the Cache-Control that the application sets, before the session is opened or after', async () => {
    const { browser } = await world.signIn()
    const told = async (path: string, headers = {}): Promise<string | undefined> =>
      (await browser.send({ path, headers })).headers['cache-control']
    const junk = { cookie: `sojourn-${world.app.port}=junk` }
    const bearer = { authorization: `Bearer ${await world.bearer()}` }
    for (const headers of [{}, bearer, junk]) {
      expect(await told('/cached', headers)).toBe('private, no-cache')
      expect(await told('/cached?early=no-store', headers)).toBe('no-store')
      expect(await told('/cached?late=no-store', headers)).toBe('no-store')
      expect(await told('/cached?early=no-store&late=private', headers)).toBe('private')
    }
  })

  it('keeps personal answers out of shared caches, and protects every page', async () => {
    const { browser } = await world.signIn()
    expect((await browser.send({ path: '/me' })).headers['cache-control']).toBe('private, no-cache')
    const page = await send(world.app.port, { path: '/' })
    expect(page.headers['cache-control']).toBeUndefined()
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    const problem = await send(world.app.port, { path: '/me' })
    expect(problem.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})
