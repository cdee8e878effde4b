import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import { send } from './bridges.test-client.ts'
import {
  createWorld,
  dumpOf,
  expectProblem,
  failing,
  frameworks,
  junkOf,
  sojournTokenOf,
  type World,
} from './bridges.test-world.ts'

describe.each(frameworks)('bad input, over HTTP in %s', (_framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  it('reads no cookie beside a Bearer, however bad that is, and no token from the URL', async () => {
    const { browser } = await world.signIn()
    const { cookie } = browser
    const value = cookie.split('=')[1] ?? ''
    const me = (headers: Record<string, string> | string[], path = '/me') =>
      send(world.app.port, { path, headers })
    expectProblem(await me({ cookie, authorization: 'Bearer' }), 401, 'credential/malformed')
    expectProblem(
      await me({ cookie, authorization: `Bearer ${value.slice(0, -1)}` }),
      401,
      'credential/malformed',
    )
    const good = await world.bearer()
    expectProblem(
      await me(['authorization', `Bearer ${good}`, 'Authorization', `Bearer ${good}`]),
      401,
      'credential/malformed',
    )
    expect(
      (await me({ cookie, authorization: `Bearer ${await world.bearer({ user: 'bob' })}` })).json.userId,
    ).toBe('bob')
    for (const name of ['access_token', 'sid', 'session', 'token', `sojourn-${world.app.port}`]) {
      expectProblem(await me({}, `/me?${name}=${value}`), 401, 'session/none')
    }
  })

  it('answers two cookies of our name with 400', async () => {
    const { browser } = await world.signIn()
    const headers = ['cookie', browser.cookie, 'cookie', `sojourn-${world.app.port}=x`]
    expectProblem(await send(world.app.port, { path: '/', headers }), 400, 'request/duplicate-cookie')
    const once = { cookie: `${browser.cookie}; ${browser.cookie}` }
    expectProblem(await send(world.app.port, { path: '/', headers: once }), 400, 'request/duplicate-cookie')
  })

  it('takes exactly one text for a token', async () => {
    const { browser } = await world.signIn()
    const good = browser.cookie.split('=')[1] ?? ''
    const name = `sojourn-${world.app.port}`
    const before = world.writes.length
    for (const text of junkOf(good)) {
      const cookie = `${name}=${text}; last=1`
      const page = await send(world.app.port, { path: '/', headers: { cookie } })
      expect(page.status, text).toBe(200)
      expect(page.json, text).toMatchObject({ status: 'none', userId: null })
      const refused = await send(world.app.port, { path: '/me', headers: { cookie } })
      expect(refused.status, text).toBe(401)
      expect(refused.json.code, text).toMatch(/^(credential|session)\//)
      if (text.endsWith(' ')) continue // the end of a header's line is nobody's
      const asBearer = await send(world.app.port, {
        path: '/me',
        headers: { authorization: `Bearer ${text}` },
      })
      expect(asBearer.status, text).toBe(401)
    }
    expect(world.writes.slice(before)).toEqual([])
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })

  it('answers what a body does wrong with a problem document, and changes nothing', async () => {
    const { browser } = await world.signIn()
    const before = world.writes.length
    const dump = await dumpOf(world.store, 'ann')
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
    expect(world.writes.slice(before).filter((write) => !write.startsWith('touch'))).toEqual([])
    expect(await dumpOf(world.store, 'ann')).toEqual(dump)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    await patch('{"constructor":{"prototype":{"admin":true}}}')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('writes no header or second cookie that a client made up', async () => {
    const crlf = '\r\nSet-Cookie: planted=1\r\nX-Planted: 1'
    const { browser, answer } = await world.signIn({ user: `ann${crlf}`, name: crlf })
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
    const answer = await send(world.app.port, { path: '/broken' })
    expect(answer.status).toBe(500)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.text).not.toMatch(/secret|at .*\.ts/)
  })

  it('fails closed when the store is gone: 503, the cookie stays, nobody is let in', async () => {
    const { browser } = await world.signIn()
    const broken = await createSojourn({ store: failing(world.store), keys: generateKey(), nearCache: false })
    const value = await sojournTokenOf(broken)
    const { port } = await world.serve({}, broken)
    for (const path of ['/', '/me']) {
      const answer = await send(port, { path, headers: { cookie: `sojourn-${port}=${value}` } })
      expectProblem(answer, 503, 'store/unavailable')
      expect(answer.headers['retry-after']).toBeDefined()
      expect(answer.cookies).toEqual([])
    }
    const unknownKey = await send(world.app.port, {
      path: '/me',
      headers: { cookie: `sojourn-${world.app.port}=${value}` },
    })
    expectProblem(unknownKey, 401, 'credential/unknown-key')
    expect(unknownKey.cookies).toEqual([])
    await broken.close()
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })
})
