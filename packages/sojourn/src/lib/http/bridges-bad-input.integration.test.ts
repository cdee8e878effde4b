import { type ErrorCode, errors } from '@sojourn/protocol'
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

const malformed = { code: 'request/malformed', says: /well-formed JSON/ } as const
const noObject = { code: 'data/invalid', says: /session data is a JSON object/ } as const
const notJson = { code: 'request/content-type', says: /Send JSON/ } as const

describe.each(frameworks)('bad input, over HTTP in %s', (framework, start) => {
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

  describe('of a body', () => {
    let browser: Awaited<ReturnType<World['signIn']>>['browser']
    let before: { readonly writes: number; readonly dump: unknown }
    beforeEach(async () => {
      browser = (await world.signIn()).browser
      before = { writes: world.writes.length, dump: await dumpOf(world.store, 'ann') }
    })
    afterEach(async () => {
      expect(world.writes.slice(before.writes)).toEqual([])
      expect(await dumpOf(world.store, 'ann')).toEqual(before.dump)
      expect(({} as { admin?: boolean }).admin).toBeUndefined()
    })

    /** Each body gets a problem document of that code, with a detail that says what to do, and changes nothing. */
    async function expectRefused(
      bodies: readonly string[],
      { code, says, type = 'application/json' }: { code: ErrorCode; says: RegExp; type?: string },
    ): Promise<void> {
      for (const body of bodies) {
        const headers = { 'content-type': type }
        const answer = await browser.send({ method: 'PATCH', path: '/data', body, headers })
        expectProblem(answer, errors[code].status, code)
        expect(answer.json.detail, body.slice(0, 40)).toMatch(says)
      }
    }

    it('that is no JSON is malformed, and told so', () =>
      expectRefused(['{', '{"a":', 'a', '{"a":1}}', '\u0000'], malformed))

    it('that is JSON, but no object, is no session data', async () => {
      await expectRefused(['[1]'], noObject)
      // Express's parser takes objects and lists only.
      await expectRefused(['"x"', '1', 'null', 'true'], framework === 'express' ? malformed : noObject)
    })

    it('with __proto__ in it reaches no prototype', () =>
      expectRefused(
        ['{"__proto__":{"admin":true}}', '{"a":{"__proto__":{"admin":true}}}'],
        framework === 'fastify'
          ? malformed
          : { code: 'data/invalid', says: /__proto__ is no name for a field/ },
      ))

    it('with a constructor in it is the data that it says, or is refused', async () => {
      const body = '{"constructor":{"prototype":{"admin":true}}}'
      if (framework === 'fastify') return expectRefused([body], malformed)
      const answer = await browser.send({ method: 'PATCH', path: '/data', body })
      expect([answer.status, answer.text]).toEqual([200, body])
      before = { writes: world.writes.length, dump: await dumpOf(world.store, 'ann') }
    })

    it('that is too deep or too large says how much is kept, and what to do with the rest', async () => {
      const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`
      await expectRefused([deep], { code: 'data/invalid', says: /nested deeper than 32 levels/ })
      const big = JSON.stringify({ big: 'x'.repeat(20_000) })
      await expectRefused([big], {
        code: 'data/too-large',
        says: /at most 16384 are kept: keep large things in/,
      })
      const huge = JSON.stringify({ huge: 'x'.repeat(1_500_000) })
      await expectRefused([huge], { code: 'request/too-large', says: /Send less/ })
    })

    // In Hono and plain Node an application reads the body itself, and so decides what types it takes.
    if (framework === 'express' || framework === 'fastify') {
      it('of another type than JSON is not read by the framework, and so no session data', async () => {
        const form = [
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'application/xml',
        ]
        await expectRefused(['{"a":1}'], { ...noObject, type: 'text/plain' })
        for (const type of form)
          await expectRefused(['{"a":1}'], { ...(framework === 'fastify' ? notJson : noObject), type })
      })
    }
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
