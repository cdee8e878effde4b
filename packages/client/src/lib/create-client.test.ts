import { describe, expect, it } from 'vitest'
import { quiet } from './client.test-time.ts'
import { accessLifeMs, createWorld, gate, hang, home, problem, windowMs } from './client.test-world.ts'

const orders = `${home}/orders`
const minuteMs = 60_000

describe('renewal', () => {
  it('refreshes once for 100 parallel calls after the expiry, and all of them are answered', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    await world.time.pass(accessLifeMs)
    const { client } = world.start()
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.fetch(orders)))
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200))
    expect(world.count('/auth/refresh')).toBe(1)
    expect(world.count('/orders')).toBe(100)
  })

  it('refreshes once for 100 parallel calls that are refused', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    const { bearer } = world.requests.at(-1) ?? {}
    const old = (await world.vault.read())?.accessToken
    world.interfere = (request) =>
      request.bearer === `Bearer ${old}` ? problem(401, 'access/expired') : undefined
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.fetch(orders)))
    expect(bearer).not.toBe(`Bearer ${old}`)
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200))
    expect(world.count('/auth/refresh')).toBe(1)
  })

  it('does not refresh for a late 401 of an older access token, and sends that request again', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    const late = gate()
    world.interfere = async ({ path }) => {
      if (path !== '/orders') return undefined as never // let through
      world.interfere = () => undefined
      await late.passed
      return problem(401, 'access/expired')
    }
    const waiting = client.fetch(orders)
    await quiet()
    await client.refresh()
    expect(world.count('/auth/refresh')).toBe(1)
    late.open()
    expect((await waiting).status).toBe(200)
    expect(world.count('/auth/refresh')).toBe(1)
  })

  it('comes ahead of the expiry, between 70 and 80 % of the life', async () => {
    for (const [random, share] of [
      [0, 0.8],
      [1, 0.7],
    ] as const) {
      const world = await createWorld()
      await world.signedIn({ random: () => random })
      await world.time.pass(accessLifeMs * share - windowMs - 1)
      expect(world.count('/auth/refresh')).toBe(0)
      await world.time.pass(2)
      expect(world.count('/auth/refresh')).toBe(1)
    }
  })

  it('keeps on for a day without a call', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    await world.time.pass(24 * 60 * minuteMs)
    expect(world.count('/auth/refresh')).toBe(180)
    expect(states).toEqual([])
    expect((await client.fetch(orders)).status).toBe(200)
  })

  it('leaves alone a 401 that says something else than invalid_token', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    const challenge = { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' }
    world.interfere = ({ path }) =>
      path === '/orders' ? problem(401, 'access/unknown', challenge) : undefined
    expect((await client.fetch(orders)).status).toBe(401)
    expect(world.count('/auth/refresh')).toBe(0)
    expect(client.state.status).toBe('signed-in')
  })

  it('knows an expired token by the code where the challenge can not be read', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    world.interfere = ({ path }) => {
      if (path !== '/orders') return undefined
      world.interfere = () => undefined
      return Response.json({ code: 'access/expired' }, { status: 401 })
    }
    expect((await client.fetch(orders)).status).toBe(200)
    expect(world.count('/auth/refresh')).toBe(1)
  })
})

describe('a refusal', () => {
  it('is asked for once and told once, however many calls wait', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn()
    await world.sojourn.endUser('ada')
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.fetch(orders)))
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(401))
    await world.time.pass(60 * minuteMs)
    await client.refresh()
    expect(world.count('/auth/refresh')).toBe(1)
    expect(states).toEqual([{ status: 'signed-out', code: 'session/revoked' }])
    expect(await world.vault.read()).toBeNull()
  })

  it('with any code outside of the closed list signs nobody out', async () => {
    for (const code of [
      'credential/unknown-key',
      'credential/malformed',
      'session/none',
      'request/unknown-host',
    ]) {
      const world = await createWorld()
      const { client, states } = await world.signedIn()
      world.interfere = () => problem(401, code)
      await world.time.pass(2 * accessLifeMs)
      expect(client.state).toEqual({ status: 'offline', details: { user: { name: 'Ada' } }, code })
      world.interfere = () => undefined
      await world.time.pass(minuteMs)
      expect(states.map(({ status }) => status)).toEqual(['offline', 'signed-in'])
    }
  })
})

describe('trouble', () => {
  const troubles: Record<string, () => Promise<Response> | Response> = {
    'a 500': () => new Response('oops', { status: 500 }),
    'a 503 with Retry-After': () => problem(503, 'store/unavailable', { 'retry-after': '30' }),
    'a hanging socket': hang,
    'no network': () => Promise.reject(new TypeError('fetch failed')),
    'the page of a hotel': () =>
      new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }),
    'a 200 with other JSON': () => Response.json({ access_token: 'x' }),
    'a 200 that names a code of the closed list': () => Response.json({ code: 'session/revoked' }),
    'a body that never ends': () => new Response(new ReadableStream({ start: () => {} })),
    'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
  }

  for (const [name, answer] of Object.entries(troubles)) {
    it(`survives ${name}: signed in, then offline, then signed in again`, async () => {
      const world = await createWorld()
      const { client, states } = await world.signedIn()
      world.interfere = ({ path }) => (path === '/auth/refresh' ? answer() : undefined)
      await world.time.pass(accessLifeMs * 0.8)
      expect(states).toEqual([])
      expect((await client.fetch(orders)).status).toBe(200)
      await world.time.pass(accessLifeMs)
      expect(states.map(({ status }) => status)).toEqual(['offline'])
      expect(world.count('/auth/refresh')).toBeLessThan(40)
      world.interfere = () => undefined
      await world.time.pass(minuteMs)
      expect(states.map(({ status }) => status)).toEqual(['offline', 'signed-in'])
      expect((await client.fetch(orders)).status).toBe(200)
      expect(world.thefts()).toBe(0)
    })

    it(`survives ${name} at the start, and shows who is signed in`, async () => {
      const world = await createWorld()
      const first = await world.signedIn()
      first.client.close()
      await world.time.pass(accessLifeMs)
      world.interfere = answer
      const { client } = world.start()
      const call = client.fetch(orders)
      const failed = expect(call).rejects.toMatchObject({ code: 'client/offline' })
      await world.time.pass(10_000)
      await failed
      expect(client.state).toMatchObject({ status: 'offline', details: { user: { name: 'Ada' } } })
      expect(world.count('/orders')).toBe(0)
      world.interfere = () => undefined
      await world.time.pass(minuteMs)
      expect(client.state).toEqual({ status: 'signed-in', details: { user: { name: 'Ada' } } })
    })
  }

  it('heeds Retry-After, also when many calls ask', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    await world.time.pass(accessLifeMs)
    world.interfere = () => problem(503, 'store/busy', { 'retry-after': '30' })
    const { client } = world.start()
    for (let second = 0; second < 29; second++) {
      await expect(client.fetch(orders)).rejects.toMatchObject({ code: 'client/offline' })
      await world.time.pass(1000)
    }
    expect(world.count('/auth/refresh')).toBe(1)
    world.interfere = () => undefined
    await world.time.pass(1000)
    expect(client.state.status).toBe('signed-in')
  })

  it('of the vault signs nobody out', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    let locked = true
    const vault = {
      read: () => (locked ? Promise.reject(new Error('the keychain is locked')) : world.vault.read()),
      replace: world.vault.replace,
    }
    const { client } = world.start({ vault })
    await quiet()
    expect(client.state).toEqual({ status: 'offline', details: null, code: 'client/vault' })
    locked = false
    expect((await client.fetch(orders)).status).toBe(200)
    expect(client.state.status).toBe('signed-in')
  })

  it('of an entry of a newer format: offline, and the entry is left alone', async () => {
    const world = await createWorld()
    const first = await world.signedIn()
    first.client.close()
    const entry = await world.vault.read()
    const newer = { ...entry, version: 2 } as unknown as typeof entry // as a later version would write it
    await world.vault.replace(entry, newer)
    const { client } = world.start()
    await world.time.pass(minuteMs)
    expect(client.state).toMatchObject({ status: 'offline', code: 'client/vault' })
    expect(await world.vault.read()).toBe(newer)
  })
})

describe('a wrong clock', () => {
  for (const offMs of [-3_600_000, 3_600_000]) {
    it(`of the device, off by ${offMs / minuteMs} minutes, makes no loop`, async () => {
      const world = await createWorld()
      world.time.offMs = offMs
      const { client, states } = await world.signedIn()
      for (let call = 0; call < 20; call++) expect((await client.fetch(orders)).status).toBe(200)
      expect(world.count('/auth/refresh')).toBe(0)
      await world.time.pass(60 * minuteMs)
      expect(world.count('/auth/refresh')).toBe(7)
      expect(states).toEqual([])
    })

    it(`that is set by ${offMs / minuteMs} minutes on the way costs one refresh`, async () => {
      const world = await createWorld()
      const { client, states } = await world.signedIn()
      world.time.offMs = offMs
      for (let call = 0; call < 20; call++) expect((await client.fetch(orders)).status).toBe(200)
      expect(world.count('/auth/refresh')).toBe(1)
      expect(states).toEqual([])
    })
  }

  it('of a resource server that refuses even fresh tokens makes no loop', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    world.interfere = ({ path }) => (path === '/orders' ? problem(401, 'access/expired') : undefined)
    for (let call = 0; call < 20; call++) expect((await client.fetch(orders)).status).toBe(401)
    expect(world.count('/auth/refresh')).toBe(1)
    expect(world.count('/orders')).toBe(21)
    expect(client.state.status).toBe('signed-in')
  })
})
