import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromPage, send } from './bridges.test-client.ts'
import { createWorld, expectProblem, frameworks, type World } from './bridges.test-world.ts'

const sites = ['same-origin', 'same-site', 'cross-site', 'none', null] as const
const origins = ['own', 'https://evil.example', 'null', null] as const
const methods = ['POST', 'PATCH', 'PUT', 'DELETE', 'GET', 'HEAD', 'OPTIONS'] as const
const credentials = ['cookie', 'bearer', 'none'] as const

describe.each(frameworks)('where a request was made, over HTTP in %s', (framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  it('lets no other site write with the cookie, nor sign anyone in: every method, header and credential', async () => {
    const { browser } = await world.signIn()
    const authorization = `Bearer ${await world.bearer()}`
    for (const method of methods)
      for (const site of sites)
        for (const origin of origins)
          for (const credential of credentials) {
            const before = world.writes.length
            const answer = await send(world.app.port, {
              method,
              path: method === 'POST' ? '/step-up' : '/data',
              headers: {
                ...(site && { 'sec-fetch-site': site }),
                ...(origin && { origin: origin === 'own' ? `http://127.0.0.1:${world.app.port}` : origin }),
                ...(credential === 'cookie' && { cookie: browser.cookie }),
                ...(credential === 'bearer' && { authorization }),
              },
              ...(!['GET', 'HEAD', 'OPTIONS'].includes(method) && { body: { seen: method } }),
            })
            for (const line of answer.cookies)
              browser.jar.set(`sojourn-${world.app.port}`, line.split(/[=;]/)[1] ?? '')
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
            if (!mayWrite) expect(world.writes.slice(before), label).toEqual([])
          }
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'takes no write of another site that browsers send without a preflight: %s',
    async (type) => {
      const { browser } = await world.signIn()
      const before = world.writes.length
      const simple = (path: string, headers: Record<string, string>) =>
        send(world.app.port, {
          method: 'POST',
          path,
          headers: { 'content-type': type, cookie: browser.cookie, ...headers },
          body: '{"user":"mallory","a":1}',
        })
      for (const path of ['/login', '/step-up', '/step-up-and-more', '/end-others', '/order', '/logout'])
        for (const headers of [
          { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
          { origin: 'https://evil.example' },
          { origin: 'null' },
          { 'sec-fetch-site': 'same-site' },
          {},
        ]) {
          const answer = await simple(path, headers)
          expectProblem(answer, 403, 'request/cross-site')
          expect(answer.json.detail).toContain('it needs Sec-Fetch-Site: same-origin')
          expect(answer.cookies).toEqual([])
        }
      expect(world.writes.slice(before)).toEqual([])
      const { json: own } = await simple('/order', fromPage)
      expect(own).toMatchObject(
        framework === 'fastify' && type !== 'text/plain' ? { status: 415 } : { of: 'ann' },
      )
    },
  )

  it('signs no browser in when nothing shows where the request was made', async () => {
    expectProblem(
      await send(world.app.port, { method: 'POST', path: '/login', body: {} }),
      403,
      'request/cross-site',
    )
    expectProblem(
      await send(world.app.port, { method: 'PATCH', path: '/data', body: { a: 1 } }),
      403,
      'request/cross-site',
    )
    expect(world.writes).toEqual([])
  })

  it('changes nothing in a GET', async () => {
    const answer = await send(world.app.port, { path: '/login-by-link', headers: fromPage })
    expect(answer.status).toBe(500)
    expect(answer.cookies).toEqual([])
    expect(world.writes).toEqual([])
  })

  it('answers a host that it does not serve with 421 and the fix', async () => {
    for (const host of ['evil.example', '10.0.0.1', 'localhost.evil.example']) {
      expectProblem(await send(world.app.port, { path: '/', headers: { host } }), 421, 'request/unknown-host')
    }
    const answer = await send(world.app.port, { path: '/', headers: { host: 'app.example' } })
    expect(answer.json.detail).toContain("origin: 'https://app.example'")
    const forwarded = await send(world.app.port, {
      path: '/',
      headers: { 'x-forwarded-host': 'evil.example' },
    })
    expect(forwarded.status).toBe(200)
    for (const host of [`localhost:${world.app.port}`, `[::1]:${world.app.port}`]) {
      expect((await send(world.app.port, { path: '/', headers: { host } })).status).toBe(200)
    }
  })

  it('tells why a cookie could never arrive, instead of setting it', async () => {
    const heard: string[] = []
    world.sojourn.on('cookie/undeliverable', ({ cause, fix, context }) => {
      heard.push(cause, fix)
      expect(context?.network).toBe('127.0.0.0/24')
    })
    const { port } = await world.serve({ origin: 'https://app.example' })
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
      { host: `127.0.0.1:${world.app.port}`, 'sec-fetch-storage-access': 'none' },
      world.app.port,
    )
    expectProblem(embedded, 403, 'request/insecure')
    expect(embedded.json.detail).toContain('another site')
    expect([plain, proxied, embedded].flatMap(({ cookies }) => cookies)).toEqual([])
    expect(heard).toHaveLength(6)
    expect(world.writes).toEqual([])
    const secret = await world.bearer()
    const exposed = await send(port, {
      path: '/me',
      headers: { host: 'app.example', authorization: `Bearer ${secret}` },
    })
    expectProblem(exposed, 403, 'request/insecure')
  })

  it('notices a browser that never sends its cookie back', async () => {
    const heard: string[] = []
    world.sojourn.on('cookie/undeliverable', ({ cause }) => void heard.push(cause))
    const page = { path: '/', headers: fromPage }
    await send(world.app.port, { method: 'POST', path: '/login', headers: fromPage, body: {} })
    for (let request = 0; request < 5; request++) expect((await send(world.app.port, page)).status).toBe(200)
    expect(heard).toEqual([expect.stringContaining('came without it')])
  })

  it('lets the pages of origins on the list call with credentials, and no others', async () => {
    const friend = 'https://friend.example'
    const { port } = await world.serve({ allowedOrigins: [friend] })
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
})
