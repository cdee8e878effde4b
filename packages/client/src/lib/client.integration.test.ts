import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createHttpWorld } from './client.test-http-world.ts'
import { accessLifeMs, holdAnswer, loseAnswer, refuse, type Script } from './client.test-server.ts'
import { gate } from './client.test-world.ts'

const hourMs = 3_600_000
const many = Array.from({ length: 100 }, (_, index) => index)

describe('over HTTP, 100 parallel calls', () => {
  it('after the expiry cost one refresh, and each is sent with its whole body', async () => {
    await using world = await createHttpWorld()
    const { client } = await world.signedIn()
    world.pass(hourMs)
    const body = JSON.stringify({ text: 'x'.repeat(50_000) })
    const answers = await Promise.all(many.map(() => client.fetch(world.orders, { method: 'POST', body })))
    for (const answer of answers) expect(await answer.json()).toEqual({ userId: 'ada', got: body })
    expect(world.server.count('/auth/refresh')).toBe(1)
    expect(world.server.count('/orders')).toBe(100)
  })

  it('that the server refuses cost one refresh, also when the last refusals come after it', async () => {
    await using world = await createHttpWorld()
    const { client } = await world.signedIn()
    const { passed, open } = gate()
    world.server.clock.advance(hourMs) // the server's time only: to the client the token looks fresh
    let calls = 0
    world.server.script = ({ path }, res) => {
      calls += path === '/orders' ? 1 : 0
      const isLate = path === '/orders' && calls > 50 && calls <= 100
      return isLate && holdAnswer(res, passed)
    }
    const body = JSON.stringify({ text: 'x'.repeat(50_000) })
    const answers = many.map(() => client.fetch(world.orders, { method: 'POST', body }))
    await Promise.any(answers) // answered with the renewed token
    expect(world.server.count('/auth/refresh')).toBe(1)
    open()
    for (const answer of await Promise.all(answers))
      expect(await answer.json()).toEqual({ userId: 'ada', got: body })
    expect(world.server.count('/auth/refresh')).toBe(1)
    expect(world.server.count('/orders')).toBe(200)
  })

  it('of a session that was ended ask once, and it is told once', async () => {
    await using world = await createHttpWorld()
    const { client, states, vault } = await world.signedIn()
    await world.server.sojourn.endUser('ada')
    const answers = await Promise.all(many.map(() => client.fetch(world.orders)))
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(401))
    await client.refresh()
    expect(world.server.count('/auth/refresh')).toBe(1)
    expect(states).toEqual([{ status: 'signed-out', code: 'session/revoked' }])
    expect(await vault.read()).toBeNull()
  })
})

describe('over HTTP, a client stays signed in through', () => {
  const troubles: Record<string, Script> = {
    'a 500': (_, res) => {
      res.writeHead(500).end('oops')
      return true
    },
    'a 503 with Retry-After': (_, res) => {
      res.setHeader('retry-after', '1')
      return refuse(res, 503, 'store/unavailable')
    },
    'a socket that hangs': () => true,
    'a socket that is closed': (_, res) => {
      res.destroy()
      return true
    },
    'an answer that stops half-way': (_, res) => {
      res
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        .write('{"token_type":')
      return true
    },
    'an answer that gets lost': (_, res) => loseAnswer(res),
    'the page of a hotel': (_, res) => {
      res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
      return true
    },
    'a key that the server lacks': (_, res) => refuse(res, 401, 'credential/unknown-key'),
  }

  for (const [name, trouble] of Object.entries(troubles)) {
    it(`${name}, and recovers`, async () => {
      await using world = await createHttpWorld()
      const { client, states, until } = await world.signedIn({ timeoutMs: 300 })
      world.pass(accessLifeMs)
      world.server.script = (heard, res) => heard.path === '/auth/refresh' && trouble(heard, res)
      await expect(client.fetch(world.orders)).rejects.toMatchObject({ code: 'client/offline' })
      expect(client.state).toMatchObject({ status: 'offline', details: { user: { name: 'Ada' } } })
      expect(world.server.count('/orders')).toBe(0)
      world.server.script = () => false
      await until('signed-in')
      expect((await client.fetch(world.orders)).status).toBe(200)
      expect(states.map(({ status }) => status)).toEqual(['offline', 'signed-in'])
      expect(world.server.thefts()).toBe(0)
    })
  }

  it('a redirect to another origin, which gets nothing', async () => {
    await using world = await createHttpWorld()
    let strangers = 0
    const elsewhere = createServer((_, res) => {
      strangers += 1
      res.end('{}')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => elsewhere.once('listening', resolve))
    const { port } = elsewhere.address() as AddressInfo // it listens on a port
    try {
      const { client } = await world.signedIn()
      world.server.script = (_, res) => {
        res.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()
        return true
      }
      const { status } = await client.fetch(world.orders, { method: 'POST', body: '{}', redirect: 'follow' })
      expect(status).toBe(307)
      await client.refresh()
      expect(client.state.status).toBe('signed-in')
      expect(strangers).toBe(0)
    } finally {
      elsewhere.closeAllConnections()
      await new Promise((resolve) => elsewhere.close(resolve))
    }
  })

  for (const offMs of [-hourMs, hourMs]) {
    it(`a clock that is off by ${offMs / 60_000} minutes, without a loop`, async () => {
      await using world = await createHttpWorld()
      world.deviceOffMs = offMs
      const { client } = await world.signedIn()
      for (let call = 0; call < 20; call++) expect((await client.fetch(world.orders)).status).toBe(200)
      expect(world.server.count('/auth/refresh')).toBe(0)
      world.deviceOffMs = 0 // the device asks a time server
      for (let call = 0; call < 20; call++) expect((await client.fetch(world.orders)).status).toBe(200)
      expect(world.server.count('/auth/refresh')).toBe(1)
      expect(world.server.count('/orders')).toBe(40)
    })
  }
})

describe('over HTTP, signing out', () => {
  it('wins over a refresh in flight, whose answer comes later', async () => {
    await using world = await createHttpWorld()
    const { client, states, vault } = await world.signedIn()
    const { passed, open } = gate()
    const arrived = gate()
    world.server.script = ({ path }, res) => {
      if (path !== '/auth/refresh') return false
      arrived.open()
      return holdAnswer(res, passed)
    }
    const refreshing = client.refresh()
    await arrived.passed
    expect(await client.signOut()).toBe(true)
    open()
    await refreshing
    expect(states).toEqual([{ status: 'signed-out', code: null }])
    expect(await vault.read()).toBeNull()
    expect(await world.server.sojourn.list('ada')).toEqual([])
    expect((await client.fetch(world.orders)).status).toBe(401)
    expect(world.server.count('/auth/refresh')).toBe(1)
    expect(world.server.thefts()).toBe(0)
  })

  it('ends the session also when the access token has expired', async () => {
    await using world = await createHttpWorld()
    const { client } = await world.signedIn()
    world.pass(hourMs)
    await client.signOut()
    expect(await world.server.sojourn.list('ada')).toEqual([])
  })
})
