import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type Listener, listen } from './listen.ts'
import { StartError } from './start-error.ts'

let listener: Listener | null = null
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listener?.close(0)
})

async function dial(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

async function answerTo(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await once(socket, 'close')
  return text
}

it('has requests wait until somebody answers them', async () => {
  listener = await listen(0, '127.0.0.1')
  const early = fetch(`http://127.0.0.1:${listener.port}/`)
  const later = await dial(listener.port, 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  listener.serve(() => new Response('here'))
  expect(await (await early).text()).toBe('here')
  expect(await answerTo(later)).toContain('here')
})

it('cuts off a client that is slow with its headers or its body, and answers the others', async () => {
  const patience = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 }
  listener = await listen(0, '127.0.0.1', patience)
  listener.serve(async (request) => new Response(await request.text()))
  const [slowHead, slowBody] = [
    await dial(listener.port, 'GET / HTTP/1.1\r\nhost: localhost\r\nx-a'),
    await dial(listener.port, 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nslow'),
  ]
  const answers = Promise.all([answerTo(slowHead), answerTo(slowBody)])
  expect((await fetch(`http://127.0.0.1:${listener.port}/`)).status).toBe(200)
  expect(await answers).toEqual([
    expect.stringMatching(/^HTTP\/1.1 408 |^$/),
    expect.stringMatching(/^HTTP\/1.1 408 |^$/),
  ])
})

/** More than the machine's own buffers take of an answer that nobody reads. */
const big = new Uint8Array(16 << 20)
const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`

/** Serves `/big`, and tells how often it was asked for, and when the connection that asked for it is closed. */
function serveBig({ serve }: Listener): { readonly asked: () => number; readonly closed: Promise<void> } {
  let asked = 0
  const closed = Promise.withResolvers<void>()
  serve((request, env) => {
    if (!request.url.endsWith('/big')) return new Response('small')
    asked += 1
    const { incoming } = env as { incoming: { socket: Socket } } // as @hono/node-server gives it
    if (asked === 1) incoming.socket.once('close', () => closed.resolve())
    return new Response(big)
  })
  return { asked: () => asked, closed: closed.promise }
}

/** Resolves when the server has had time to read what was sent before. */
async function fetchSmall(port: number): Promise<void> {
  for (let each = 0; each < 5; each++)
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('small')
}

it('holds one answer for a client that asks on and reads none, and the next when it was taken', async () => {
  listener = await listen(0, '127.0.0.1')
  const { asked } = serveBig(listener)
  const socket = await dial(listener.port, ask('/big').repeat(8))
  await fetchSmall(listener.port)
  expect(asked()).toBe(1)
  let bytes = 0
  socket.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes > 8 * big.length) socket.end()
  })
  await once(socket, 'close')
  expect([asked(), bytes > 8 * big.length]).toEqual([8, true])
})

it('answers requests that were sent ahead in their order', async () => {
  listener = await listen(0, '127.0.0.1')
  listener.serve(async (request) => new Response(`<${await request.text()}>`))
  const posts = ['one', 'two', 'three'].map(
    (text) => `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  )
  const last = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'
  const said = await answerTo(await dial(listener.port, posts.join('') + last))
  expect(said.match(/<\w*>/g)).toEqual(['<one>', '<two>', '<three>', '<>'])
})

it('cuts off a client that sends a flood of requests and reads no answer', async () => {
  listener = await listen(0, '127.0.0.1')
  const { asked, closed } = serveBig(listener)
  await dial(listener.port, ask('/big').repeat(1000))
  await closed
  expect(asked()).toBe(1)
  await fetchSmall(listener.port)
})

it('cuts off a client that takes nothing of its answer, and none that is idle between two', async () => {
  listener = await listen(0, '127.0.0.1', { timeout: 300 })
  const { closed } = serveBig(listener)
  const idle = await dial(listener.port, ask('/'))
  await once(idle, 'data')
  await dial(listener.port, ask('/big'))
  await closed
  idle.write(ask('/'))
  expect(String((await once(idle, 'data'))[0])).toContain('small')
})

it('has patience with a client that takes its answer slowly', async () => {
  const timeout = 400
  listener = await listen(0, '127.0.0.1', { timeout })
  serveBig(listener)
  const begun = performance.now()
  const socket = await dial(listener.port, ask('/big'))
  let bytes = 0
  for await (const part of socket) {
    bytes += (part as Buffer).length // a socket without an encoding
    if (bytes > big.length) break
    const pace = (bytes / big.length) * 3 * timeout
    while (performance.now() - begun < pace) await fetchSmall(listener.port)
  }
  expect(bytes).toBeGreaterThan(big.length)
  expect(performance.now() - begun).toBeGreaterThan(2 * timeout)
})

it('answers a Host that cannot be read with a problem document', async () => {
  listener = await listen(0, '127.0.0.1')
  listener.serve(() => new Response('here'))
  const said = await answerTo(
    await dial(listener.port, 'GET / HTTP/1.1\r\nhost: localhost:99999\r\nconnection: close\r\n\r\n'),
  )
  expect(said).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"request\/malformed"/)
})

it('closes idle connections at once when it closes', async () => {
  listener = await listen(0, '127.0.0.1')
  listener.serve(() => new Response('here'))
  const kept = await dial(listener.port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(kept, 'data')
  const silent = await dial(listener.port, '')
  const closed = Promise.all([once(kept, 'close'), once(silent, 'close')])
  await listener.close(60_000)
  await closed
  await expect(listen(listener.port, '127.0.0.1').then((again) => again.close(0))).resolves.toBeUndefined()
  listener = null
})

it('says what to do about a port that cannot be had', async () => {
  listener = await listen(0, '127.0.0.1')
  const { port } = listener
  await expect(listen(port, '127.0.0.1')).rejects.toThrow(StartError)
  await expect(listen(port, '127.0.0.1')).rejects.toThrow(`PORT=${port + 1}`)
})
