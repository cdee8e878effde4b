import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromPage, send } from './bridges.test-client.ts'
import { createWorld, expectProblem, frameworks, type World } from './bridges.test-world.ts'

const tooLong = 30 * 60_000
const right = { password: 'of ann' }

describe.each(frameworks)('an idle session, over HTTP in %s', (_framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start, { resume: true })
  })
  afterEach(() => world.close())

  it('lets nobody in, keeps its cookie, and goes on under a new one after the password', async () => {
    const { browser } = await world.signIn({ roles: ['admin'] })
    await browser.send({ method: 'PATCH', path: '/data', body: { cart: ['tea'] } })
    const old = browser.cookie
    world.now += tooLong
    expectProblem(await browser.send({ path: '/me' }), 401, 'session/idle')
    expect((await browser.send({ path: '/' })).json).toMatchObject({ status: 'none', userId: null, data: {} })
    expect(browser.cookie).toBe(old)
    const wrong = await browser.send({ method: 'POST', path: '/resume', body: { password: 'of bob' } })
    expect([wrong.json, wrong.cookies]).toEqual([{ status: 'unproved' }, []])

    const resumed = await browser.send({ method: 'POST', path: '/resume', body: right })
    expect(resumed.headers['cache-control']).toBe('no-store')
    expect(resumed.json.shown).toMatchObject({ userId: 'ann', roles: ['admin'], data: { cart: ['tea'] } })
    expect(resumed.json.carrier).toBe('cookie')
    expect(browser.cookie).not.toBe(old)
    expect((await browser.send({ path: '/me' })).json).toMatchObject({ userId: 'ann' })
    expectProblem(
      await send(world.app.port, { path: '/me', headers: { cookie: old } }),
      401,
      'credential/rotated',
    )
  })

  it('goes on without a cookie for who presents its token as Bearer', async () => {
    const { browser } = await world.signIn()
    world.now += tooLong
    const token = browser.cookie.slice(browser.cookie.indexOf('=') + 1)
    const headers = { authorization: `Bearer ${token}` }
    const resumed = await send(world.app.port, { method: 'POST', path: '/resume', headers, body: right })
    expect([resumed.json.carrier, resumed.cookies]).toEqual(['bearer', []])
  })

  it('is resumed by no other site, and not without its secret', async () => {
    const { browser } = await world.signIn()
    world.now += tooLong
    const headers = { ...fromPage, 'sec-fetch-site': 'cross-site', cookie: browser.cookie }
    const elsewhere = await send(world.app.port, { method: 'POST', path: '/resume', headers, body: right })
    expectProblem(elsewhere, 403, 'request/cross-site')
    const nobody = await send(world.app.port, {
      method: 'POST',
      path: '/resume',
      headers: fromPage,
      body: right,
    })
    expectProblem(nobody, 401, 'session/none')
    expectProblem(await browser.send({ path: '/me' }), 401, 'session/idle')
  })

  it('ends when its person signs in anew, or signs out, instead', async () => {
    for (const path of ['/login', '/logout']) {
      const { browser } = await world.signIn()
      const old = browser.cookie
      world.now += tooLong
      expectProblem(await browser.send({ path: '/me' }), 401, 'session/idle')
      expect((await browser.send({ method: 'POST', path, body: {} })).status).toBeLessThan(300)
      const again = { method: 'POST', path: '/resume', headers: { ...fromPage, cookie: old }, body: right }
      const { json } = await send(world.app.port, again)
      expect(json).toEqual({ status: 'refused', code: 'session/revoked' })
    }
  })
})
