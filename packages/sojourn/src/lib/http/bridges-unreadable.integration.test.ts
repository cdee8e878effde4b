import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Found } from '../engine/store.ts'
import { fromPage, send } from './bridges.test-client.ts'
import { createWorld, expectProblem, frameworks, type World } from './bridges.test-world.ts'

const corrupt = Uint8Array.of(1)
const newer = Uint8Array.of(255, 0, 10, 13)
/** What acts on the session that is presented, whatever is in the body. */
const actions = [
  { method: 'PATCH', path: '/data' },
  ...['/step-up', '/end-others', '/logout', '/resume'].map((path) => ({ method: 'POST', path })),
]

describe.each(frameworks)('a session that cannot be read, over HTTP in %s', (_framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  /** Puts other bytes in the place of the record of a person's only session. */
  async function spoil(userId: string, bytes: Uint8Array): Promise<() => Promise<Found>> {
    const [stored] = (await world.store.listUser(userId)).sessions
    if (stored === undefined) throw new TypeError('there is nothing to spoil')
    const next = { ...stored, version: stored.version + 1, bytes }
    expect(await world.store.replace(next, { announce: true })).toEqual({ status: 'replaced' })
    world.writes.length = 0
    return () => world.store.find(stored.id)
  }

  it('is nobody’s when it is corrupt: 503 where one is asked for, until a sign-in takes its place', async () => {
    const { browser } = await world.signIn()
    const old = browser.cookie
    const found = await spoil('ann', corrupt)
    const before = await found()

    const page = await browser.send({ path: '/' })
    expect(page.json).toEqual({ status: 'none', userId: null, refusal: 'record/corrupt', data: {} })
    expect([page.cookies, page.headers['cache-control']]).toEqual([[], 'private, no-cache'])
    const refused = await browser.send({ path: '/me' })
    expectProblem(refused, 503, 'record/corrupt')
    expect(refused.headers).toMatchObject({ 'retry-after': '2' })
    expect(refused.headers).not.toHaveProperty('www-authenticate')
    for (const action of actions) {
      const answer = await browser.send({ ...action, body: { cart: [] } })
      expectProblem(answer, 503, 'record/corrupt')
      expect(answer.cookies, action.path).toEqual([])
    }
    expect([browser.cookie, world.writes, await found()]).toEqual([old, [], before])

    const signedIn = await browser.send({ method: 'POST', path: '/login', body: { carry: ['cart'] } })
    expect(signedIn.json.session).toMatchObject({ userId: 'ann', data: {} })
    expect(browser.cookie).not.toBe(old)
    expect((await browser.send({ path: '/me' })).json.userId).toBe('ann')
    expect(await found()).toEqual(before)
  })

  it('is replaced by no other site', async () => {
    const { browser } = await world.signIn()
    await spoil('ann', corrupt)
    const headers = { 'sec-fetch-site': 'cross-site' }
    expectProblem(
      await browser.send({ method: 'POST', path: '/login', headers, body: {} }),
      403,
      'request/cross-site',
    )
  })

  it('is nobody’s as well when its token is sent as a Bearer', async () => {
    const token = await world.bearer()
    await spoil('ann', corrupt)
    const headers = { authorization: `Bearer ${token}` }
    const { json } = await send(world.app.port, { path: '/', headers })
    expect(json).toMatchObject({ status: 'none', userId: null, refusal: 'record/corrupt' })
    expectProblem(await send(world.app.port, { path: '/me', headers }), 503, 'record/corrupt')
    for (const action of actions) {
      const answer = await send(world.app.port, { ...action, headers, body: {} })
      expectProblem(answer, 503, 'record/corrupt')
    }
    expect(world.writes).toEqual([])
    const body = { kind: 'token' }
    const login = await send(world.app.port, { method: 'POST', path: '/login', headers, body })
    expect(login.json.session_token).toMatch(/^sjs_/)
  })

  it('is 503 to every request when a newer version wrote it: it is somebody’s, and a sign-in has to wait', async () => {
    const { browser } = await world.signIn()
    const old = browser.cookie
    const found = await spoil('ann', newer)
    const before = await found()
    const asked = [{ path: '/' }, { path: '/me' }, { method: 'POST', path: '/login' }, ...actions]
    for (const sent of asked) {
      const body = 'method' in sent ? { body: {} } : {}
      const answer = await browser.send({ ...sent, headers: fromPage, ...body })
      expectProblem(answer, 503, 'record/newer')
      expect(answer.cookies).toEqual([])
    }
    expect([browser.cookie, world.writes, await found()]).toEqual([old, [], before])
  })
})
