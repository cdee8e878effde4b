import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from './server.test-support.ts'

const twoHosts = /^HTTP\/1\.1 400 [\s\S]*"request\/malformed"[\s\S]*names two hosts/
let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('a request that is put together oddly', () => {
  const cases: readonly (readonly [string, (host: string) => string, RegExp])[] = [
    [
      'two lengths',
      (host) =>
        `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}GET /healthz HTTP/1.1\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      (host) =>
        `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'an unknown transfer coding',
      (host) => `POST /auth/logout HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n\r\n{}`,
      /^HTTP\/1\.1 (400|501) /,
    ],
    [
      'a folded header',
      (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX-A: b\r\n c: d\r\n\r\n`,
      /^HTTP\/1\.1 (400|200) /,
    ],
    [
      'a space before the colon',
      (host) => `GET /healthz HTTP/1.1\r\nHost : ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', () => 'GET /auth/settings HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no host, of old', () => 'GET /auth/settings HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two hosts',
      (host) => `GET /auth/settings HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a host that cannot be',
      () => 'GET /auth/settings HTTP/1.1\r\nHost: a b\r\n\r\n',
      /^HTTP\/1\.1 4(00|21) /,
    ],
    [
      'a host with a path',
      () => 'GET /auth/settings HTTP/1.1\r\nHost: localhost/x?\r\n\r\n',
      /^HTTP\/1\.1 4(00|21) /,
    ],
    [
      'a whole address of another host',
      (host) => `GET http://evil.example/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      twoHosts,
    ],
    [
      'a whole address of another host, in capitals',
      (host) => `GET HTTP://EVIL.EXAMPLE/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a whole address of another port',
      (host) => `GET http://${host}0/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a whole address of no port',
      (host) => `GET http://localhost/outbox.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      twoHosts,
    ],
    [
      'a whole address of another host, for what is open to all',
      (host) => `GET https://evil.example/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      twoHosts,
    ],
    [
      'a whole address with a user',
      (host) => `GET http://evil@${host}/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a whole address of our own host',
      (host) => `GET http://${host.toUpperCase()}/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 200 /,
    ],
    [
      'a whole address and a foreign host',
      () => 'GET http://localhost/auth/settings HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      twoHosts,
    ],
    [
      'a whole address of a foreign host, and that host',
      () => 'GET http://evil.example/auth/settings HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      /^HTTP\/1\.1 421 /,
    ],
    [
      'an address of another scheme',
      (host) => `GET ftp://${host}/auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['a tunnel', () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^$|^HTTP\/1\.1 4/],
    [
      'dots',
      (host) => `GET /auth/../auth/settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 (200|404|400) /,
    ],
    [
      'a backslash',
      (host) => `GET /auth\\settings HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      /^HTTP\/1\.1 4(00|04) /,
    ],
    [
      'a huge head',
      (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
  ]

  it.each(cases)('%s is answered once, and not by what it hides', async (_name, textOf, expected) => {
    const socket = connect(server.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
    })
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.end(textOf(`localhost:${server.port}`))
    await closed
    expect(answer).toMatch(expected)
    expect(answer.match(/HTTP\/1\.1 \d/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(answer).not.toMatch(/\bat .*\.(ts|js|mjs):\d+/)
  })
})
