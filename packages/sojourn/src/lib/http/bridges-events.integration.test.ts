import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SojournEvent } from '../engine/events.ts'
import { createBrowser, send } from './bridges.test-client.ts'
import { createWorld, frameworks, type World } from './bridges.test-world.ts'

const context = { network: '127.0.0.0/24', userAgent: 'Browser/1' }
const headers = { 'user-agent': context.userAgent }

describe.each(frameworks)('what a request causes in %s', (_framework, start) => {
  let world: World
  let events: SojournEvent[]
  beforeEach(async () => {
    world = await createWorld(start)
    events = []
    world.sojourn.on('*', (event) => void events.push(event))
  })
  afterEach(() => world.close())

  it('is told with the network and user agent that it came from', async () => {
    const { port } = world.app
    const browser = createBrowser(port)
    const post = (path: string, body: object = {}) => browser.send({ method: 'POST', path, body, headers })
    await browser.send({ method: 'PATCH', path: '/data', body: { cart: [1] }, headers })
    await browser.send({ method: 'PATCH', path: '/data', body: { cart: [2] }, headers })
    await post('/login')
    const replaced = browser.cookie
    await send(port, { method: 'POST', path: '/login', body: { kind: 'token' }, headers })
    await post('/step-up')
    await send(port, { path: '/me', headers: { ...headers, cookie: replaced } })
    await post('/end-others')
    await post('/logout')
    const native = await send(port, { method: 'POST', path: '/login', body: { kind: 'native' }, headers })
    const authorization = `Bearer ${native.json.access_token}`
    world.now += 600_000
    await send(port, { method: 'POST', path: '/logout', headers: { ...headers, authorization } })
    await send(port, { path: '/me', headers: { ...headers, authorization } })
    expect(events.map(({ type }) => type)).toEqual([
      'session/created',
      'session/changed',
      'session/ended',
      'session/created',
      'session/created',
      'auth/stepped-up',
      'credential/refused',
      'session/ended',
      'user/ended',
      'session/ended',
      'session/created',
      'credential/refused',
      'session/ended',
      'credential/refused',
    ])
    for (const event of events) expect(event).toMatchObject({ type: event.type, context })
  })
})
