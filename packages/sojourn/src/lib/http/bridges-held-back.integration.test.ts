import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromPage, send } from './bridges.test-client.ts'
import { createWorld, dumpOf, frameworks, type World } from './bridges.test-world.ts'

describe.each(frameworks)('a request whose body is held back, over HTTP in %s', (framework, start) => {
  let world: World
  /** In Express the body comes first: whoever writes without a session begins an anonymous one. */
  const beginsAnew = (path: string) => framework === 'express' && path === '/data'
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  it.each([
    ['PATCH', '/data'],
    ['POST', '/step-up'],
    ['POST', '/end-others'],
    ['POST', '/order'],
  ])('does nothing in %s %s for a session that ended meanwhile', async (method, path) => {
    const thief = (await world.signIn()).browser
    await world.signIn()
    const held = await holdBack(world.app.port, { method, path, headers: { cookie: thief.cookie } })
    await thief.send({ method: 'POST', path: '/logout' })
    const before = { writes: world.writes.length, dump: await dumpOf(world.store, 'ann') }
    const answer = await held.sendBody()
    if (beginsAnew(path)) {
      expect(world.writes.slice(before.writes)).toEqual(['insert'])
    } else {
      expect(answer).toEqual({ status: 401, code: 'session/revoked', cookies: 0 })
      expect(world.writes.slice(before.writes)).toEqual([])
    }
    expect(await dumpOf(world.store, 'ann')).toEqual(before.dump)
  })

  it.each([
    ['PATCH', '/data'],
    ['POST', '/step-up'],
    ['POST', '/end-others'],
    ['POST', '/order'],
    ['POST', '/logout'],
  ])('does nothing in %s %s with a cookie that was replaced meanwhile', async (method, path) => {
    const { browser } = await world.signIn()
    await world.signIn()
    const held = await holdBack(world.app.port, { method, path, headers: { cookie: browser.cookie } })
    await browser.send({ method: 'POST', path: '/step-up', body: {} })
    const before = { writes: world.writes.length, dump: await dumpOf(world.store, 'ann') }
    const answer = await held.sendBody()
    if (beginsAnew(path)) {
      expect(world.writes.slice(before.writes)).toEqual(['insert'])
    } else {
      expect(answer).toEqual({ status: 401, code: 'credential/rotated', cookies: 0 })
      expect(world.writes.slice(before.writes)).toEqual([])
    }
    expect(await dumpOf(world.store, 'ann')).toEqual(before.dump)
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })

  it('signs in without ending the session whose cookie was replaced meanwhile', async () => {
    const { browser } = await world.signIn()
    const held = await holdBack(world.app.port, {
      method: 'POST',
      path: '/login',
      headers: { cookie: browser.cookie },
    })
    await browser.send({ method: 'POST', path: '/step-up', body: {} })
    await held.sendBody()
    expect((await browser.send({ path: '/me' })).status).toBe(200)
  })

  it('goes on when nothing happened meanwhile', async () => {
    const { browser } = await world.signIn()
    const held = await holdBack(world.app.port, {
      method: 'PATCH',
      path: '/data',
      headers: { cookie: browser.cookie },
    })
    expect(await held.sendBody()).toMatchObject({ status: 200 })
    expect((await browser.send({ path: '/me' })).json.data).toEqual({ a: 1 })
  })
})

describe.each(frameworks)('signing out, over HTTP in %s', (_framework, start) => {
  let world: World
  beforeEach(async () => {
    world = await createWorld(start)
  })
  afterEach(() => world.close())

  const logout = (token: string) =>
    send(world.app.port, { method: 'POST', path: '/logout', headers: { authorization: `Bearer ${token}` } })

  it('ends the session also with an access token that has expired', async () => {
    const signedIn = await send(world.app.port, { method: 'POST', path: '/login', body: { kind: 'native' } })
    const { access_token, refresh_token } = signedIn.json
    world.now += 600_001
    expect(await world.sojourn.check(access_token)).toEqual({ status: 'refused', code: 'access/expired' })
    expect((await logout(access_token)).status).toBe(204)
    expect(await world.sojourn.refresh(refresh_token)).toMatchObject({ code: 'session/revoked' })
    expect((await logout(access_token)).status).toBe(204)
  })

  it('is no false success with a credential that ends nothing', async () => {
    const signedIn = await send(world.app.port, { method: 'POST', path: '/login', body: { kind: 'native' } })
    const { access_token, refresh_token } = signedIn.json
    const token = await world.bearer()
    const ofToken = await world.sojourn.verify(token)
    if (ofToken) await world.sojourn.stepUp(ofToken.id, { methods: ['otp'] })
    for (const [text, code] of [
      [refresh_token, 'credential/wrong-kind'],
      [`${access_token.slice(0, -1)}${access_token.endsWith('A') ? 'B' : 'A'}`, 'credential/malformed'],
      ['junk', 'credential/malformed'],
      [token, 'credential/rotated'],
    ] as const) {
      const answer = await logout(text)
      expect({ status: answer.status, code: answer.json.code }).toEqual({ status: 401, code })
    }
    expect(await world.sojourn.list('ann')).toHaveLength(2)
  })

  it('acts with the credentials that the same request was given', async () => {
    const { browser } = await world.signIn()
    const answer = await browser.send({ method: 'POST', path: '/step-up-and-more', body: { a: 1 } })
    expect(answer.json).toEqual({ data: { a: 1 }, ended: 0 })
    expect(await world.sojourn.list('ann')).toHaveLength(0)
  })
})

interface Held {
  sendBody(): Promise<{ status: number; code: string | undefined; cookies: number }>
}

/** Sends the head of a request, and waits until the application has it. */
async function holdBack(
  port: number,
  { method, path, headers }: { method: string; path: string; headers: Readonly<Record<string, string>> },
): Promise<Held> {
  const body = '{"a":1}'
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    ...fromPage,
    ...headers,
    'content-type': 'application/json',
    'content-length': String(body.length),
    connection: 'close',
    expect: '100-continue', // answered just before the application is told
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let received = ''
  socket.on('data', (text) => {
    received += text
  })
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  while (!received.includes('100 Continue')) await once(socket, 'data')
  received = ''
  return {
    async sendBody() {
      const over = once(socket, 'close')
      socket.write(body)
      await over
      const status = Number(/ (\d{3}) /.exec(received)?.[1])
      const code = /"code":"([^"]+)"/.exec(received)?.[1]
      return { status, code, cookies: received.match(/^set-cookie:/gim)?.length ?? 0 }
    },
  }
}
