import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveSettings } from '../settings/resolve-settings.ts'
import { makeTempFolder, type SojournProcess, spawnSojourn } from '../start/server-process.test-support.ts'
import { examineReach } from './doctor-reach.ts'

const name = 'app.example'
let folder: string
let data: string
const running: SojournProcess[] = []
const proxies: Server[] = []
beforeEach(() => {
  folder = makeTempFolder()
  data = join(folder, 'data')
})
afterEach(async () => {
  for (const proxy of proxies.splice(0)) {
    proxy.closeAllConnections()
    proxy.close()
  }
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true })
})

/** Starts a server. The port that it says in its log. */
async function serve(env: Readonly<Record<string, string>>): Promise<number> {
  const server = spawnSojourn([], { env: { SOJOURN_DATA: data, ...env } })
  running.push(server)
  await server.url()
  for (;;) {
    const [, port] = /"port":(\d+)/.exec(server.stdout) ?? []
    if (port !== undefined) return Number(port)
    await once(server.child.stdout ?? process.stdin, 'data')
  }
}

interface Pair {
  readonly key: string
  readonly cert: string
}

function certificate(days: number): Pair {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days)]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  execFileSync('openssl', ['req', '-x509', ...options, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

interface ProxyHabits {
  /** What it sets in requests. */
  readonly request?: Readonly<Record<string, string>>
  /** What it makes of the headers of answers. */
  readonly answer?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders
}

/** Ends TLS in front of a server, and passes on what comes, in its own way. */
async function startProxy(
  pair: Pair,
  { request = {}, answer = (headers) => headers }: ProxyHabits = {},
): Promise<{ origin: string; to: (port: number) => void }> {
  let target = 0
  const server = createTlsServer(pair, (incoming, outgoing) => {
    if (target === 0) return void outgoing.writeHead(502).end('{}')
    const headers = { ...incoming.headers, ...request }
    const options = { port: target, host: '127.0.0.1', path: incoming.url, headers }
    plainRequest(options, (answered) => {
      outgoing.writeHead(answered.statusCode ?? 500, answer(answered.headers))
      answered.pipe(outgoing)
    }).end()
  })
  proxies.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    origin: `https://${name}:${port}`,
    to: (port) => {
      target = port
    },
  }
}

/** What is said of each thing, and what to do about it. */
async function look(
  origin: string,
  port: number,
  ca: string | null,
  persistentCookie = false,
): Promise<Readonly<Record<string, string>>> {
  const settings = await resolveSettings({ origin, port, data, persistentCookie })
  const findings = await examineReach(settings, {
    ...(ca !== null && { ca }),
    lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  return Object.fromEntries(
    findings.map(({ check, state, said, fix }) => [check, `${state}: ${said}. ${fix ?? ''}`.trim()]),
  )
}

const told = { 'x-forwarded-proto': 'https' }

describe('the way from the public origin', () => {
  it.each([
    ['is well', told, /^well: .* leads here/],
    ['lacks X-Forwarded-Proto', {}, /^mend: requests seem to come over plain HTTP/],
    ['changes the host', { ...told, host: 'backend:3000' }, /^mend: .* for another host/],
  ])('%s', async (_what, request, expected) => {
    const pair = certificate(90)
    const front = await startProxy(pair, { request })
    const port = await serve({ SOJOURN_ORIGIN: front.origin })
    const before = await look(front.origin, port, pair.cert)
    expect(before.proxy).toMatch(/^mend: .* answers 502/)
    expect(before.cookie).toMatch(/^look: not looked at/)
    front.to(port)
    const found = await look(front.origin, port, pair.cert)
    expect(found.TLS).toMatch(/^well: .* for 89 days/)
    expect(found.proxy).toMatch(expected)
  })

  it('has a certificate that is refused, or ends soon', async () => {
    const pair = certificate(3)
    const { origin } = await startProxy(pair)
    const distrusted = await look(origin, 0, null)
    expect(distrusted.TLS).toMatch(/^mend: .* is refused \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
    expect(distrusted.cookie).toMatch(/^look: not looked at/)
    const trusted = await look(origin, 0, pair.cert)
    expect(trusted.TLS).toMatch(/^look: .* ends in 2 days/)
    expect(trusted.proxy).toMatch(/^look: .* answers 502/)
  })
})

describe('the cookie, behind a proxy', () => {
  const edits: readonly (readonly [string, (line: string) => string | null, RegExp])[] = [
    ['that leaves it alone', (line) => line, /^well: __Host-sojourn arrives with Secure, HttpOnly and/],
    ['that strips Secure', (line) => line.replace('; Secure', ''), /^mend: .*Secure is missing.*_flags/],
    ['that strips HttpOnly', (line) => line.replace('; HttpOnly', ''), /^mend: .*HttpOnly is missing/],
    ['that turns SameSite off', (line) => line.replace('=Lax', '=None'), /^mend: .*SameSite is None/],
    [
      'that drops the prefix',
      (line) => line.replace('__Host-', ''),
      /^mend: .*its name is sojourn\. .*rename/,
    ],
    ['that moves it', (line) => line.replace('Path=/', 'Path=/app'), /^mend: .*path is \/app.*cookie_path/],
    ['that shares it', (line) => `${line}; Domain=example`, /^mend: .*the domain example.*cookie_domain/],
    ['that loses it', () => null, /^mend: it is lost .*Set-Cookie/],
    [
      'that changes several things',
      (line) => line.replace('; Secure; HttpOnly', '').replace('Path=/', 'Path=/x'),
      /^mend: .*Secure is missing, HttpOnly is missing, its path is \/x\. .*_flags.*_path/,
    ],
  ]

  it('is told by how it arrives', async () => {
    const pair = certificate(90)
    let edit: (line: string) => string | null = (line) => line
    const answer = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
      const lines = (headers['set-cookie'] ?? []).map(edit).filter((line) => line !== null)
      // Many a balancer sets one of its own.
      return { ...headers, 'set-cookie': ['AWSALB=x; Path=/', ...lines] }
    }
    const front = await startProxy(pair, { request: told, answer })
    const port = await serve({ SOJOURN_ORIGIN: front.origin })
    front.to(port)
    for (const [what, way, expected] of edits) {
      edit = way
      expect((await look(front.origin, port, pair.cert)).cookie, what).toMatch(expected)
    }
    edit = (line) => line
    expect((await look(front.origin, port, pair.cert, true)).cookie).toMatch(
      /^look: .*outlives the browser session/,
    )
  })

  it('is told to be lost when the proxy keeps it from the server', async () => {
    const pair = certificate(90)
    const front = await startProxy(pair, { request: { ...told, cookie: '' } })
    const port = await serve({ SOJOURN_ORIGIN: front.origin })
    front.to(port)
    expect((await look(front.origin, port, pair.cert)).cookie).toMatch(/^mend: it is lost/)
  })
})
