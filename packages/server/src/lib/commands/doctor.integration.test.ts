import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { generateKey } from 'sojourn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../mail/smtp-server.test-support.ts'
import { resolveSettings } from '../settings/resolve-settings.ts'
import {
  makeTempFolder,
  type SojournProcess,
  snapshot,
  spawnSojourn,
} from '../start/server-process.test-support.ts'
import { examineReach } from './doctor-reach.ts'
import type { Finding } from './finding.ts'
import { runHere } from './run.test-support.ts'

let folder: string
let data: string
const running: SojournProcess[] = []
beforeEach(() => {
  folder = makeTempFolder()
  data = join(folder, 'data')
})
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true })
})

async function serve(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const server = spawnSojourn([], { env: { SOJOURN_DATA: data, ...env } })
  running.push(server)
  return server.url()
}

/** A data folder as a server leaves it that has stopped. */
async function served(): Promise<void> {
  await serve()
  running[0]?.child.kill('SIGTERM')
  await running[0]?.ended
}

/** The port that a server says in its log. */
async function listeningPort(server: SojournProcess | undefined): Promise<number> {
  for (;;) {
    const [, port] = /"port":(\d+)/.exec(server?.stdout ?? '') ?? []
    if (port !== undefined) return Number(port)
    await once(server?.child.stdout ?? process.stdin, 'data')
  }
}

interface Examined {
  readonly code: number
  readonly text: string
  /** What is not well: its check and its state. */
  readonly trouble: Readonly<Record<string, string>>
}

/** Asks the doctor, which must not change anything. */
async function examine(env: Readonly<Record<string, string>> = {}): Promise<Examined> {
  const before = snapshot(folder)
  const { code, stdout } = await runHere(['doctor', '--json'], {
    env: { PORT: '0', SOJOURN_DATA: data, SOJOURN_MAIL: 'none', ...env },
  })
  expect(snapshot(folder)).toEqual(before)
  const findings = JSON.parse(stdout) as Finding[] // our own answer
  const trouble = Object.fromEntries(
    findings
      .filter(({ check, state }) => state !== 'well' && check !== 'pages')
      .map(({ check, state }) => [check, state]),
  )
  expect(code).toBe(Object.values(trouble).includes('mend') ? 1 : 0)
  for (const { state, fix } of findings) expect(fix === null).toBe(state === 'well')
  return { code, text: stdout, trouble }
}

describe('the doctor', () => {
  it('finds nothing to mend on a new machine, beside a running server and after it', async () => {
    expect((await examine()).trouble).toEqual({})
    const url = await serve()
    const { port } = new URL(url)
    const beside = await runHere(['doctor'], { env: { PORT: port, SOJOURN_DATA: data } })
    expect(beside).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`a Sojourn server answers on ${port}`),
    })
    running[0]?.child.kill('SIGTERM')
    await running[0]?.ended
    expect((await examine()).trouble).toEqual({})
  })

  it('tells wrong settings', async () => {
    const { code, text } = await examine({ SOJOURN_IDLE: 'soon' })
    expect(code).toBe(1)
    expect(text).toContain('SOJOURN_IDLE (environment): ')
  })

  it('tells files and folders that others may read', async () => {
    await served()
    chmodSync(join(data, 'accounts.db'), 0o644)
    expect(await examine()).toMatchObject({
      trouble: { 'data folder': 'mend' },
      text: expect.stringContaining('chmod 600'),
    })
    chmodSync(join(data, 'accounts.db'), 0o600)
    chmodSync(data, 0o755)
    expect(await examine()).toMatchObject({
      trouble: { 'data folder': 'mend' },
      text: expect.stringContaining('chmod 700'),
    })
  })

  it('tells a folder that cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect((await examine({ SOJOURN_DATA: join(folder, 'file') })).trouble).toEqual({ 'data folder': 'mend' })
  })

  it('tells damaged databases, wrong keys and a wrong clock, all at once', async () => {
    await served()
    for (const name of ['sessions.db', 'accounts.db']) {
      const bytes = readFileSync(join(data, name))
      writeFileSync(join(data, name), bytes.fill(0xa5, 5000, 9000))
    }
    const later = new Date(Date.now() + 2 * 3_600_000)
    utimesSync(join(data, 'accounts.db'), later, later)
    const { trouble, text } = await examine({ SOJOURN_KEYS: generateKey() })
    expect(trouble).toEqual({ keys: 'mend', sessions: 'mend', accounts: 'mend', clock: 'mend' })
    expect(text).toContain('2 h 0 min in the future')
  })

  it('tells a key that waits for a restart', async () => {
    await served()
    await runHere(['keys', 'rotate'], { env: { SOJOURN_DATA: data } })
    expect((await examine()).trouble).toEqual({ keys: 'look' })
  })

  it('tells that the outbox is for development', async () => {
    expect(await examine({ SOJOURN_MAIL: 'outbox' })).toMatchObject({
      code: 0,
      trouble: { mail: 'look' },
      text: expect.stringContaining('For development only'),
    })
  })

  it('says how much is kept for the day when the disk is full', async () => {
    await served()
    writeFileSync(join(data, 'sessions.db-reserve'), Buffer.alloc(8 << 20), { mode: 0o600 })
    expect((await examine()).text).toContain('8.0 MiB are kept')
    writeFileSync(join(data, 'sessions.db-reserve'), Buffer.alloc(3 << 20))
    expect((await examine()).text).toContain('3.0 of 8.0 MiB')
    rmSync(join(data, 'sessions.db-reserve'))
    expect((await examine()).text).toContain('0.0 of 8.0 MiB')
  })

  it('tells a port that another program has', async () => {
    const other = createServer((socket) => socket.end('no HTTP\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo // it listens on a port
    expect((await examine({ PORT: String(port) })).trouble).toEqual({ port: 'mend' })
    other.close()
  })

  it('connects to the mail server, and signs in', async () => {
    const good = await startMailServer()
    const bad = await startMailServer({ refuses: true })
    const from = { SOJOURN_MAIL_FROM: 'no-reply@app.example' }
    expect((await examine({ ...from, SOJOURN_MAIL: good.url })).trouble).toEqual({})
    const refused = await examine({ ...from, SOJOURN_MAIL: bad.url.replace('//', '//me:hunter2@') })
    expect(refused.trouble).toEqual({ mail: 'mend' })
    expect(refused.text).toContain('Check name and password')
    expect(refused.text).not.toMatch(/hunter2|bWUAaHVud/)
    await good.close()
    await bad.close()
    expect((await examine({ ...from, SOJOURN_MAIL: good.url })).text).toContain('Check host and port')
  })

  it('tells what is allowed and risky', async () => {
    const env = { SOJOURN_ORIGIN: 'https://nowhere.invalid', SOJOURN_PERSISTENT_COOKIE: 'yes' }
    expect((await examine(env)).trouble).toEqual({
      settings: 'look',
      TLS: 'look',
      cookie: 'look',
      mail: 'look',
    })
    const open = {
      SOJOURN_ORIGIN: 'https://nowhere.invalid',
      SOJOURN_LISTEN: '0.0.0.0',
      SOJOURN_PROXIES: '1',
    }
    expect((await examine(open)).text).toContain('whoever reaches 0.0.0.0 directly is believed')
    expect((await examine({ SOJOURN_PASSWORD_MIN_LENGTH: '8' })).trouble).toEqual({ settings: 'look' })
  })
})

describe('the way from the public origin', () => {
  const name = 'app.example'
  let proxy: Server | null = null
  afterEach(() => {
    proxy?.closeAllConnections()
    proxy?.close()
  })

  function certificate(days: number): { readonly key: string; readonly cert: string } {
    mkdirSync(folder, { recursive: true })
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days)]
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
    execFileSync('openssl', ['req', '-x509', ...options, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }

  /** Ends TLS in front of a server, and passes requests on with these headers. */
  async function startProxy(
    pair: ReturnType<typeof certificate>,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ origin: string; to: (port: number) => void }> {
    let target = 0
    const server = createTlsServer(pair, (incoming, outgoing) => {
      if (target === 0) return void outgoing.writeHead(502).end('{}')
      const options = {
        port: target,
        host: '127.0.0.1',
        path: incoming.url,
        headers: { ...incoming.headers, ...headers },
      }
      plainRequest(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      }).end()
    })
    proxy = server
    server.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo // it listens on a port
    return {
      origin: `https://${name}:${port}`,
      to: (port) => {
        target = port
      },
    }
  }

  /** What is said of TLS and of the proxy. */
  async function look(
    origin: string,
    port: number,
    ca: string | null,
  ): Promise<Readonly<Record<string, string>>> {
    const settings = await resolveSettings({ origin, port, data })
    const findings = await examineReach(settings, {
      ...(ca !== null && { ca }),
      lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    return Object.fromEntries(findings.map(({ check, state, said }) => [check, `${state}: ${said}`]))
  }

  it.each([
    ['is well', { 'x-forwarded-proto': 'https' }, /^well: .* leads here/],
    ['lacks X-Forwarded-Proto', {}, /^mend: requests seem to come over plain HTTP/],
    [
      'changes the host',
      { 'x-forwarded-proto': 'https', host: 'backend:3000' },
      /^mend: .* for another host/,
    ],
  ])('%s', async (_what, headers, expected) => {
    const pair = certificate(90)
    const front = await startProxy(pair, headers)
    await serve({ SOJOURN_ORIGIN: front.origin })
    const port = await listeningPort(running[0])
    expect((await look(front.origin, port, pair.cert)).proxy).toMatch(/^mend: .* answers 502/)
    front.to(port)
    const found = await look(front.origin, port, pair.cert)
    expect(found.TLS).toMatch(/^well: .* for 89 days/)
    expect(found.proxy).toMatch(expected)
  })

  it('has a certificate that is refused, or ends soon', async () => {
    const pair = certificate(3)
    const { origin } = await startProxy(pair, {})
    expect((await look(origin, 0, null)).TLS).toMatch(/^mend: .* is refused \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
    const trusted = await look(origin, 0, pair.cert)
    expect(trusted.TLS).toMatch(/^look: .* ends in 2 days/)
    expect(trusted.proxy).toMatch(/^look: .* answers 502/)
  })
})
