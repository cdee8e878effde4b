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
