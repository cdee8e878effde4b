import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createIdentity, type Identity, type IdentityEvent } from '@sojourn/identity'
import { createSqliteAccounts } from '@sojourn/identity/sqlite'
import { createManualClock, type ManualClock } from '@sojourn/testing'
import { createSojourn, generateKey, type SessionStore, type Sojourn, type SojournEvent } from 'sojourn'
import { createSqliteStore } from 'sojourn/sqlite'
import type { LogFields } from '../log/log.ts'
import { createOutbox, type Outbox } from '../mail/outbox.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { read } from '../settings/read-settings.test-support.ts'
import type { Settings } from '../settings/settings.ts'
import { answerUnreadable } from './answer-unreadable.ts'
import { createApp } from './app.ts'
import { type Answer, type Sent, sendTo } from './send-to.test-support.ts'

export type { Answer, Sent }

/** A whole server on a port and in a folder of its own. */
export interface TestServer {
  readonly url: string
  readonly port: number
  readonly sojourn: Sojourn
  readonly store: SessionStore
  readonly identity: Identity
  readonly settings: Settings
  readonly outbox: Outbox | null
  readonly clock: ManualClock
  /** What was logged, debugging left out. */
  readonly log: readonly LogFields[]
  readonly events: readonly IdentityEvent[]
  readonly sessionEvents: readonly SojournEvent[]
  send(sent: Sent): Promise<Answer>
  /** A browser with a cookie jar of its own, on a page of this site. */
  visitor(): Visitor
  /** The code in the newest mail to an address, for a page. */
  codeFor(email: string, page?: '/verify' | '/reset'): Promise<string>
  stop(): void
  close(): Promise<void>
}

/** A browser's page: same-origin requests, with cookies. */
export interface Visitor {
  readonly cookies: Map<string, string>
  send(sent: Sent): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body: unknown): Promise<Answer>
  get(path: string): Promise<Answer>
  delete(path: string): Promise<Answer>
}

export interface TestServerOptions {
  /** As `SOJOURN_…` variables. */
  readonly env?: Readonly<Record<string, string>>
  readonly settings?: Partial<Settings>
  readonly consoleFolder?: string | null
  readonly store?: (path: string) => SessionStore
  /** Puts something in identity's place, for a planted fault. */
  readonly identity?: (real: Identity) => Identity
}

export const ann = { email: 'ann@example.com', password: 'a long and private sentence' }

/** Starts a server on the real parts, with a cheap password hash and a clock that the test moves. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-server-'))
  const env = { SOJOURN_MAIL: 'none', SOJOURN_COUNTRIES: 'built-in', ...options.env }
  const { settings: given } = await read({ env, folder })
  const cheap = { ...given.password, memoryKiB: 7168, passes: 5 }
  const patient = { ...given.guesses, perNetwork: 100_000, mailsPerNetwork: 100_000 }
  const settings: Settings = { ...given, password: cheap, guesses: patient, ...options.settings }
  const clock = createManualClock(Date.now())
  const keys = settings.keys ?? [generateKey()]
  const store = (options.store ?? createSqliteStore)(join(folder, 'sessions.db'))
  const sojourn = await createSojourn({
    store,
    keys,
    clock,
    policy: settings.policy,
    permissions: settings.roles,
    housekeeping: false,
  })
  const outbox = settings.mail.kind === 'outbox' ? createOutbox() : null
  const database = createSqliteAccounts(join(folder, 'accounts.db'))
  const events: IdentityEvent[] = []
  const sessionEvents: SojournEvent[] = []
  sojourn.on('*', (event) => void sessionEvents.push(event))
  const log: LogFields[] = []
  const note = (fields: LogFields, message: string): void => void log.push({ ...fields, message })
  const metrics = createMetrics()
  let isStopping = false
  const server = createServer(
    getRequestListener((req, bindings) => app.fetch(req, bindings), { errorHandler: answerUnreadable }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://localhost:${port}`
  const real = await createIdentity({
    sojourn,
    database,
    keys,
    mailer: outbox,
    publicUrl: settings.origin ?? url,
    password: settings.password,
    guesses: settings.guesses,
    codes: settings.codes,
    on: (event) => {
      events.push(event)
      metrics.countAccount(event)
    },
  })
  const identity = options.identity?.(real) ?? real
  const app = createApp(
    {
      sojourn,
      identity,
      settings,
      log: { debug() {}, info: note, warn: note, error: note },
      publicUrl: settings.origin ?? url,
      outbox,
      consoleFolder: options.consoleFolder ?? null,
      isStopping: () => isStopping,
    },
    metrics,
    clock.now,
  )
  const send = (sent: Sent): Promise<Answer> => sendTo(port, sent)
  return {
    url,
    port,
    sojourn,
    store,
    identity,
    settings,
    outbox,
    clock,
    log,
    events,
    sessionEvents,
    send,
    visitor: () => createVisitor(url, send),
    codeFor: (email, page) => codeFor(outbox, email, page),
    stop() {
      isStopping = true
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await identity.close()
      await database.close()
      await sojourn.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function createVisitor(url: string, send: TestServer['send']): Visitor {
  const cookies = new Map<string, string>()

  async function sendAsPage(sent: Sent): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', origin: url }
    const headers = { ...own, ...(cookie !== '' && { cookie }), ...sent.headers }
    const answer = await send({ ...sent, headers })
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return {
    cookies,
    send: sendAsPage,
    post: (path, body) => sendAsPage({ method: 'POST', path, body }),
    patch: (path, body) => sendAsPage({ method: 'PATCH', path, body }),
    get: (path) => sendAsPage({ path }),
    delete: (path) => sendAsPage({ method: 'DELETE', path }),
  }
}

async function codeFor(outbox: Outbox | null, email: string, page = '/verify'): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const mail = outbox?.list().find(({ to, text }) => to === email && text.includes(`${page}#code=`))
    const code = /#code=([\w-]+)/.exec(mail?.text ?? '')?.[1]
    if (code !== undefined) return code
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`no code was mailed to ${email}`)
}
