import { describe, expect, it } from 'vitest'
import { createWorld, hang, home, problem } from './client.test-world.ts'
import { createMemoryVault } from './memory-vault.ts'

const orders = `${home}/orders`

describe('credentials', () => {
  it('go to the origins named, and to no other', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn({ origins: [home, 'https://files.example'] })
    const elsewhere = [
      'https://evil.example/',
      'http://api.example/',
      'https://api.example:8443/',
      'https://api.example.evil.example/',
      'https://api.example@evil.example/',
      '//evil.example/',
      'https:\\\\evil.example/',
    ]
    for (const url of [orders, 'https://files.example/x', '../orders', new URL('/a', home), ...elsewhere]) {
      await client.fetch(url)
    }
    const sent = world.requests
      .filter(({ path }) => !path.startsWith('/auth'))
      .map((request) => ({
        origin: new URL(request.url).origin,
        credential: request.bearer !== null,
      }))
    for (const { origin, credential } of sent) {
      expect([origin, credential]).toEqual([origin, origin === home || origin === 'https://files.example'])
    }
    expect(sent.filter(({ credential }) => credential)).toHaveLength(4)
  })

  it('never travel with a redirect: it is answered as it came', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    world.interfere = () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } })
    expect((await client.fetch(orders, { redirect: 'follow' })).status).toBe(302)
    expect(world.requests.at(-1)?.redirect).toBe('manual')
    const login = world.requests.find(({ path }) => path === '/auth/login')
    expect(login).toMatchObject({ redirect: 'manual', credentials: 'omit' })
  })

  it('and the answer of a platform that follows redirects anyway is dropped', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    world.interfere = () =>
      Object.defineProperty(Response.json({}), 'url', { value: 'https://evil.example/' })
    await expect(client.fetch(orders)).rejects.toMatchObject({ code: 'client/redirected' })
    await client.refresh()
    expect(client.state.status).toBe('signed-in')
  })

  it('never travel in clear, except on this machine', async () => {
    const vault = createMemoryVault()
    const start = (baseUrl: string, origins?: string[]) => () =>
      import('./create-client.ts').then(({ createClient }) =>
        createClient({ baseUrl, vault, fetch, ...(origins && { origins }) }).close(),
      )
    for (const bad of [
      'http://api.example',
      'ftp://api.example',
      'api.example',
      '',
      'http://localhost.evil.example',
    ]) {
      await expect(start(bad)()).rejects.toMatchObject({ code: 'config/invalid' })
      await expect(start(home, [bad])()).rejects.toMatchObject({ code: 'config/invalid' })
    }
    for (const good of ['http://localhost:3000/auth/', 'http://127.0.0.1:3000', 'http://[::1]'])
      await start(good)()
  })

  it('are in no error', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    const entry = await world.vault.read()
    world.interfere = ({ path }) =>
      path === '/auth/refresh' ? problem(500, 'usage/invalid') : problem(401, 'access/expired')
    const error = await client.fetch(orders).catch((reason: unknown) => reason)
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error)) + JSON.stringify(client.state)
    expect(text).toContain('client/offline')
    for (const secret of [entry?.accessToken, entry?.refreshToken]) expect(text).not.toContain(secret)
  })
})

describe('a request', () => {
  it('is sent again with its whole body', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    let refusals = 1
    world.interfere = ({ path }) =>
      path === '/orders' && refusals-- > 0 ? problem(401, 'access/expired') : undefined
    const body = JSON.stringify({ order: 'x'.repeat(1000) })
    const answer = await client.fetch(orders, { method: 'POST', body, headers: { 'x-id': '1' } })
    expect(await answer.json()).toEqual({ userId: 'ada', got: body })
    expect(world.requests.filter(({ path }) => path === '/orders').map((request) => request.body)).toEqual([
      body,
      body,
    ])
  })

  it('with a body that can be sent only once is refused before anything is sent', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn()
    async function* generate() {
      yield 'part'
    }
    world.interfere = () => Response.json({})
    const bodies: unknown[] = [new Blob(['x']).stream(), generate()]
    for (const body of bodies) {
      const init = { method: 'POST', body } as RequestInit // some of them are for other platforms' fetch
      await expect(client.fetch(orders, init)).rejects.toMatchObject({ code: 'usage/invalid' })
    }
    const request = new Request(orders, { method: 'POST', body: 'x' }) as unknown as string // not by the types
    await expect(client.fetch(request)).rejects.toMatchObject({ code: 'usage/invalid' })
    expect(world.count('/orders')).toBe(0)
    for (const body of [
      'x',
      new Uint8Array(2),
      new Blob(['x']),
      new URLSearchParams('a=1'),
      new FormData(),
    ]) {
      expect((await client.fetch(orders, { method: 'POST', body })).status).toBe(200)
    }
  })

  it('that hangs is given up after the time-out, and nobody is signed out', async () => {
    const world = await createWorld()
    const { client, states } = await world.signedIn({ timeoutMs: 2000 })
    world.interfere = hang
    const failed = expect(client.fetch(orders)).rejects.toMatchObject({ code: 'client/timeout' })
    await world.time.pass(2000)
    await failed
    expect(world.requests.at(-1)?.signal?.aborted).toBe(true)
    expect(states).toEqual([])
  })

  it('that brings a signal lasts as long as that says', async () => {
    const world = await createWorld()
    const { client } = await world.signedIn({ timeoutMs: 2000 })
    world.interfere = ({ path }) => (path === '/orders' ? hang() : undefined)
    const { signal } = new AbortController()
    let ended = false
    void client.fetch(orders, { signal }).finally(() => {
      ended = true
    })
    await world.time.pass(60_000)
    expect(world.requests.at(-1)?.signal).toBe(signal)
    expect(ended).toBe(false)
  })

  it('goes without a credential when nobody is signed in', async () => {
    const world = await createWorld()
    const { client } = world.start()
    expect((await client.fetch(orders)).status).toBe(401)
    expect(world.requests).toHaveLength(1)
    expect(world.requests[0]?.bearer).toBeNull()
  })
})
