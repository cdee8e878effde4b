import { expect } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import type { PolicyOptions } from '../engine/policy.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { SessionStore } from '../engine/store.ts'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { apps } from './bridges.test-apps.ts'
import { createBrowser, type Received, send } from './bridges.test-client.ts'
import type { RunningApp, StartApp } from './bridges.test-running.ts'
import type { SessionsOptions } from './sessions-options.ts'

export const frameworks = Object.entries(apps) as [string, StartApp][]

/** One engine with a clock that can be moved, and the application on it. */
export interface World {
  now: number
  readonly store: SessionStore
  readonly sojourn: Sojourn
  readonly app: RunningApp
  /** The store's calls that may change a record, so far. */
  readonly writes: string[]
  serve(options?: SessionsOptions, sojourn?: Sojourn): Promise<RunningApp>
  signIn(body?: unknown): Promise<{ browser: ReturnType<typeof createBrowser>; answer: Received }>
  bearer(body?: object): Promise<string>
  close(): Promise<void>
}

export async function createWorld(start: StartApp, policy: PolicyOptions = {}): Promise<World> {
  const writes: string[] = []
  const running: RunningApp[] = []
  const time = { now: Date.UTC(2030, 0, 1) }
  const store = recordWrites(createMemoryStore(), writes)
  const sojourn = await createSojourn({
    store,
    keys: generateKey(),
    policy,
    clock: { now: () => time.now, monotonic: () => time.now },
    permissions: { reader: ['read'], editor: ['read', 'write'], writer: ['write'] },
  })
  async function serve(options?: SessionsOptions, on: Sojourn = sojourn): Promise<RunningApp> {
    const started = await start(on, options)
    running.push(started)
    return started
  }
  const app = await serve()
  return Object.assign(time, {
    store,
    sojourn,
    app,
    writes,
    serve,
    async signIn(body: unknown = {}) {
      const browser = createBrowser(app.port)
      const answer = await browser.send({ method: 'POST', path: '/login', body })
      expect(answer.status).toBe(200)
      return { browser, answer }
    },
    async bearer(body: object = {}) {
      const answer = await send(app.port, {
        method: 'POST',
        path: '/login',
        body: { kind: 'token', ...body },
      })
      return answer.json.session_token
    },
    async close() {
      await Promise.all(running.map((one) => one.close()))
      await sojourn.close()
    },
  })
}

export function expectProblem(answer: Received, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.code, text: answer.text }).toEqual({
    status,
    code,
    text: expect.any(String),
  })
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json.type).toBe(`urn:sojourn:problem:${code}`)
}

export function junkOf(good: string): readonly string[] {
  return [
    '',
    'x',
    good.slice(0, -1),
    good.slice(0, 20),
    `${good}A`,
    `${good}AAAA`,
    `${good}=`,
    `${good} `,
    ` ${good}`,
    `"${good}"`,
    `%73${good.slice(1)}`,
    good.toUpperCase(),
    good.toLowerCase(),
    good.replace('sjs_', 'SJS_'),
    good.replace('sjs_', 'sja_'),
    good.replace('sjs_', 'sjr_'),
    good.replace('sjs_', 'sjs-'),
    `${good.slice(0, 50)}+${good.slice(51)}`,
    `${good.slice(0, 50)}/${good.slice(51)}`,
    `${good.slice(0, 50)} ${good.slice(51)}`,
    `${good.slice(0, 50)}${good[50] === 'A' ? 'B' : 'A'}${good.slice(51)}`,
    `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
    'a'.repeat(8000),
  ]
}

/** Notes each call that may change a record. */
export function recordWrites(store: SessionStore, writes: string[]): SessionStore {
  const changing = new Set<PropertyKey>(['insert', 'replace', 'end', 'endUser'])
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...values: unknown[]) => {
        if (changing.has(name)) writes.push(String(name))
        return Reflect.apply(member, target, values)
      }
    },
  })
}

export async function dumpOf(store: SessionStore, userId: string): Promise<unknown> {
  const { epoch, sessions } = await store.listUser(userId)
  return {
    epoch,
    sessions: sessions.map(({ lastSeenAt: _, ...rest }) => ({
      ...rest,
      bytes: Buffer.from(rest.bytes).toString('hex'),
    })),
  }
}

/** The store, once it has stopped answering reads. */
export function failing(store: SessionStore): SessionStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'find') {
        return (_id: SessionId) =>
          Promise.reject(new SojournError('store/unavailable', 'the secret address of the store'))
      }
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

export async function sojournTokenOf(sojourn: Sojourn): Promise<string> {
  const grant = await sojourn.signIn('eve', { methods: ['pwd'] })
  return grant.kind === 'session' ? grant.sessionToken : ''
}
