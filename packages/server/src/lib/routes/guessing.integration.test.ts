import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ann, startServer, type TestServer } from './server.test-support.ts'

const login = { method: 'POST', path: '/auth/login' } as const
const samePage = { 'sec-fetch-site': 'same-origin' }
let server: TestServer

beforeAll(async () => {
  server = await startServer()
  await server.visitor().post('/auth/register', { ...ann, name: 'Ann' })
})
afterAll(() => server?.close())

describe('guessing', () => {
  it('makes strangers wait, with Retry-After, and lets a known device in', async () => {
    const email = 'victim@example.com'
    const owner = server.visitor()
    await owner.post('/auth/register', { ...ann, email })
    const answers = []
    for (let guess = 0; guess < 8; guess++) {
      answers.push(
        await server.visitor().post('/auth/login', { email, password: `guess number ${guess} of many` }),
      )
    }
    const last = answers.at(-1)
    expect([last?.status, last?.json.code]).toEqual([429, 'auth/throttled'])
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    const stranger = await server.visitor().post('/auth/login', { ...ann, email })
    expect(stranger.status).toBe(429)
    expect((await owner.post('/auth/login', { ...ann, email })).status).toBe(200)
  })

  it('counts guesses that come at the same moment one by one (STANDARDS 57)', async () => {
    const email = 'parallel@example.com'
    await server.visitor().post('/auth/register', { ...ann, email })
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, guess) =>
        server.visitor().post('/auth/login', { email, password: `guess number ${guess} of many` }),
      ),
    )
    const checked = answers.filter(({ status }) => status === 401)
    expect(checked.length).toBeGreaterThan(0)
    expect(checked.length).toBeLessThanOrEqual(5)
    expect(answers.every(({ status }) => [401, 429].includes(status))).toBe(true)
  })

  it('takes a mark of another account, of nobody or twice for none', async () => {
    const email = 'marked@example.com'
    await server.visitor().post('/auth/register', { ...ann, email })
    const thief = server.visitor()
    await thief.post('/auth/register', { ...ann, email: 'thief@example.com' })
    const name = `sojourn-device-${server.port}`
    const own = thief.cookies.get(name) ?? ''
    for (let guess = 0; guess < 6; guess++) {
      await thief.post('/auth/login', { email, password: `guess number ${guess} of many` })
    }
    for (const cookie of [
      `${name}=${own}`,
      `${name}=x`,
      `${name}=${own}; ${name}=${own}`,
      `${name}=${'A'.repeat(5000)}`,
    ]) {
      const headers = { ...samePage, cookie }
      const answer = await server.send({ ...login, headers, body: { ...ann, email } })
      expect(answer.status, cookie.slice(0, 60)).toBe(429)
    }
  })

  it('reads a mark by its exact name, whatever bytes a sibling site puts before it', async () => {
    const email = 'tossed@example.com'
    const owner = server.visitor()
    await owner.post('/auth/register', { ...ann, email })
    for (let guess = 0; guess < 6; guess++) {
      await server.visitor().post('/auth/login', { email, password: `guess number ${guess} of many` })
    }
    const name = `sojourn-device-${server.port}`
    const own = `${name}=${owner.cookies.get(name)}`
    const statusWith = async (cookie: string): Promise<string | undefined> => {
      const body = JSON.stringify({ ...ann, email })
      const head = [
        'POST /auth/login HTTP/1.1',
        `Host: localhost:${server.port}`,
        'Connection: close',
        'Sec-Fetch-Site: same-origin',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        `Cookie: ${cookie}`,
      ]
      const socket = connect(server.port, '127.0.0.1')
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1')
      return /^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]
    }
    for (const byte of ['\xa0', '\x85', '\x0b', '\x0c', '\xff']) {
      const told = `with the byte ${byte.charCodeAt(0)}`
      expect(await statusWith(`${byte}${own}`), told).toMatch(/^4/)
      if (byte < ' ') continue // no browser sends it, and Node takes no such request
      expect(await statusWith(`${own}; ${byte}${name}=evil`), told).toBe('200')
      expect(await statusWith(`${byte}${name}=evil; ${own}`), told).toBe('200')
    }
    expect(await statusWith(`a=b;\t ${own}`)).toBe('200')
  })

  it('does not take a browser’s mark from a body, nor a program’s from a cookie', async () => {
    const native = await server.send({ ...login, body: { ...ann, client: 'native' } })
    const mark: string = native.json.device.id
    const again = await server.send({ ...login, body: { ...ann, client: 'native', device: { id: mark } } })
    expect(again.json.device.id).toBe(mark)
    const asBrowser = await server.send({
      ...login,
      headers: samePage,
      body: { ...ann, device: { id: mark } },
    })
    expect(asBrowser.headers['set-cookie']?.join()).not.toContain(mark)
  })
})
