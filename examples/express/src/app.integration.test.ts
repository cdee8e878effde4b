import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTempShop } from '../test-support/temp-shop.ts'
import type { RunningShop } from './start-shop.ts'

const password = 'a quiet place by the sea'
const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
let shop: RunningShop
let people = 0

beforeAll(async () => {
  shop = await startTempShop()
})
afterAll(async () => {
  await shop?.close()
})

interface CallOptions {
  readonly method?: string
  readonly body?: unknown
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

async function call(path: string, { method, body, bearer, headers }: CallOptions = {}): Promise<Response> {
  return fetch(shop.url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function register(): Promise<string> {
  people += 1
  const email = `person-${people}@example.com`
  expect((await call('/api/register', { body: { name: 'Person', email, password } })).status).toBe(201)
  return email
}

async function login(email: string): Promise<Tokens> {
  const response = await call('/api/login', { body: { email, password } })
  expect(response.status).toBe(200)
  return (await response.json()) as Tokens // what a login answers
}

describe('signing in', () => {
  it('says the same for an unknown account as for a wrong password', async () => {
    const email = await register()
    const answers = await Promise.all(
      [email, 'nobody@example.com'].map(async (address) => {
        const response = await call('/api/login', { body: { email: address, password: 'not the right one' } })
        return { status: response.status, text: await response.text() }
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject({ status: 401 })
  })

  it('makes an account rest after wrong passwords, known or not', async () => {
    const email = await register()
    for (const address of [email, 'somebody@example.com']) {
      const wrong = { body: { email: address, password: 'not the right one' } }
      for (let count = 0; count < 5; count++) expect((await call('/api/login', wrong)).status).toBe(401)
      const right = await call('/api/login', { body: { email: address.toUpperCase(), password } })
      expect(right.status).toBe(429)
      expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(25)
    }
  })

  it('answers a flood with 503 before hashing, and goes on', async () => {
    const email = await register()
    const flood = Array.from({ length: 120 }, (_, index) =>
      call('/api/login', { body: { email: `flood-${index}@example.com`, password: 'whatever it may be' } }),
    )
    const answers = await Promise.all(flood)
    const busy = answers.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy[0]?.headers.get('retry-after')).toBe('5')
    expect(answers.filter(({ status }) => status === 401).length).toBe(120 - busy.length)
    await login(email)
  })

  it('is not kept out by a flood of new accounts', async () => {
    const email = await register()
    const flood = Array.from({ length: 60 }, (_, index) =>
      call('/api/register', { body: { name: 'Flood', email: `new-${index}@example.com`, password } }),
    )
    for (let count = 0; count < 3; count++) await login(email)
    const statuses = (await Promise.all(flood)).map(({ status }) => status)
    expect(statuses).toContain(503)
    expect(new Set(statuses)).toEqual(new Set([201, 503]))
  })

  it('is not done by a page of another site', async () => {
    const email = await register()
    const form = new URLSearchParams({ email, password }).toString()
    const post = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      call('/sign-in', {
        body: form,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: browserAccept, ...headers },
      })
    const foreign = await post({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
    const unknown = await post({})
    expect([foreign.status, unknown.status]).toEqual([403, 403])
    expect([...foreign.headers.getSetCookie(), ...unknown.headers.getSetCookie()]).toEqual([])
    const own = await post({ 'sec-fetch-site': 'same-origin', origin: shop.url })
    expect(own.status).toBe(303)
    expect(own.headers.getSetCookie()).toHaveLength(1)
  })
})

describe('sessions of others', () => {
  it('are neither listed nor ended', async () => {
    const [mine, theirs] = [await login(await register()), await login(await register())]
    const listed = (await (await call('/api/sessions', { bearer: theirs.access_token })).json()) as {
      sessions: { id: string }[] // what the list answers
    }
    const [session] = listed.sessions
    expect(listed.sessions).toHaveLength(1)
    const target = `/api/sessions/${session?.id}`
    expect((await call(target, { method: 'DELETE', bearer: mine.access_token })).status).toBe(404)
    expect((await call('/api/me', { bearer: theirs.access_token })).status).toBe(200)
    expect((await call(target, { method: 'DELETE', bearer: session?.id ?? '' })).status).toBe(401)
    expect((await call(target, { method: 'DELETE', bearer: theirs.access_token })).status).toBe(204)
    expect((await call('/api/me', { bearer: theirs.access_token })).status).toBe(401)
  })
})

describe('what does not fit', () => {
  it('in a cart is refused and changes nothing', async () => {
    const { access_token: bearer } = await login(await register())
    const patch = (body: unknown): Promise<Response> => call('/api/cart', { method: 'PATCH', bearer, body })
    expect(await (await patch({ mug: 2 })).json()).toEqual({ mug: 2 })
    const unfit = [
      '{"__proto__": {"polluted": 1}}',
      '{"constructor": 1}',
      { yacht: 1 },
      { mug: 0 },
      { mug: 1.5 },
      { mug: '2' },
      { mug: 100 },
      { mug: { deep: 1 } },
      [1],
      '{',
    ]
    for (const body of unfit) {
      const response = await patch(body)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.status).toBeLessThan(500)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(await (await patch({ lamp: 1 })).json()).toEqual({ mug: 2, lamp: 1 })
  })

  it('in a body of another type is not read', async () => {
    const body = JSON.stringify({ email: await register(), password })
    const response = await call('/api/login', { body, headers: { 'content-type': 'text/plain' } })
    expect(response.status).toBe(415)
  })

  it('in a form is 4xx, never a fault of ours', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      accept: browserAccept,
    }
    for (const body of [
      'email=a&email=b&password=c',
      'email[x]=1',
      `email=${'x'.repeat(20_000)}`,
      '%ff=%ff',
      '',
    ]) {
      const response = await call('/sign-in', { body, method: 'POST', headers })
      expect([body.slice(0, 20), Math.floor(response.status / 100)]).toEqual([body.slice(0, 20), 4])
      expect(response.headers.get('content-type')).toContain('text/html')
    }
    for (const path of ['/cart/items/yacht', '/account/devices/nobody/end']) {
      const response = await call(path, { body: 'quantity=1', headers })
      expect([303, 404]).toContain(response.status)
    }
  })
})

describe('what is not there', () => {
  it('is a page for a browser and a problem document for anyone else', async () => {
    const page = await call('/nowhere', { headers: { accept: browserAccept } })
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('Nothing here')
    for (const [path, accept] of [
      ['/nowhere', '*/*'],
      ['/nowhere', 'application/json'],
      ['/api/nowhere', browserAccept],
    ] as const) {
      const problem = await call(path, { headers: { accept } })
      expect(problem.status).toBe(404)
      expect(await problem.json()).toMatchObject({ status: 404, code: 'shop/not-found' })
    }
  })

  it('never shows a text from the address', async () => {
    const page = await call('/?notice=<script>alert(1)</script>', { headers: { accept: browserAccept } })
    expect(await page.text()).not.toContain('alert(1)')
    const inherited = await call('/?notice=constructor', { headers: { accept: browserAccept } })
    expect(inherited.status).toBe(200)
  })
})

it('no page and no answer with a token is kept by a cache', async () => {
  const email = await register()
  const answers = await Promise.all([
    call('/', { headers: { accept: browserAccept } }),
    call('/sign-in'),
    call('/account/devices'),
    call('/api/login', { body: { email, password } }),
    call('/api/me'),
  ])
  const { access_token: bearer } = await login(email)
  answers.push(await call('/api/me', { bearer }), await call('/account/devices', { bearer }))
  answers.push(await call('/', { bearer: 'sja_junk', headers: { accept: browserAccept } }))
  expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(8).fill('no-store'))
})
