import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createManualClock } from '@sojourn/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../log/create-log.ts'
import { resolveSettings } from '../settings/resolve-settings.ts'
import { call, login, password } from './api.test-support.ts'
import { createServer, type RunningServer } from './create-server.ts'
import { makeTempFolder } from './server-process.test-support.ts'

const dayMs = 86_400_000
const nora = { email: 'nora@example.com', password }
const old = { headers: { 'user-agent': 'Old/1.0' } }
const clock = createManualClock(Date.now())
let data: string
let server: RunningServer
beforeEach(() => {
  data = makeTempFolder()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await server.close()
  rmSync(data, { recursive: true })
})

async function start(): Promise<void> {
  const cheap = { argon2Memory: 7168, argon2Passes: 5 }
  const settings = await resolveSettings({ port: 0, data, mail: 'outbox', drain: '0ms', ...cheap })
  server = await createServer(settings, { clock, log: createLog('silent') })
}

/** How many rows each table has, as another program reads it from the files. */
function rows(): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [file, tables] of [
    ['sessions.db', ['sessions']],
    ['accounts.db', ['activity', 'codes', 'registrations']],
  ] as const) {
    const database = new DatabaseSync(join(data, file), { readOnly: true })
    for (const table of tables) {
      found[table] = Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
    }
    database.close()
  }
  return found
}

/** The code of the newest mail. */
async function mailedCode(): Promise<string> {
  for (;;) {
    const { mails } = (await (await call(server.url, '/outbox.json')).json()) as { mails: { text: string }[] } // our own
    const [, code] = /#code=([\w-]+)/.exec(mails[0]?.text ?? '') ?? []
    if (code !== undefined) return code
  }
}

/** An account with sessions of two kinds, a code and activity, and somebody else's registration. */
async function fill(): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    expect((await call(server.url, path, { body, ...old })).status, path).toBeLessThan(300)
  }
  await post('/auth/register', { ...nora, client: 'native' })
  await post('/auth/verify', { code: await mailedCode(), password, client: 'token' })
  await post('/auth/login', { ...nora, client: 'native' })
  await post('/auth/reset/request', { email: nora.email })
  await post('/auth/register', { email: 'later@example.com', password, client: 'native' })
  expect(rows()).toEqual({ sessions: 2, activity: 3, codes: 1, registrations: 1 })
}

/** Resolves when the files hold these rows. */
async function becomes(expected: ReturnType<typeof rows>): Promise<void> {
  while (JSON.stringify(rows()) !== JSON.stringify(expected)) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('a running server removes from its files what has expired, every ten minutes', async () => {
  const timers = vi.spyOn(globalThis, 'setInterval')
  await start()
  const sweeps = timers.mock.calls.filter(([, ms]) => ms === 10 * 60_000).map(([sweep]) => sweep)
  await fill()
  const tenMinutesLater = (): void => {
    for (const sweep of sweeps) sweep()
  }

  clock.advance(2 * dayMs)
  tenMinutesLater()
  // The token session is over after 12 hours; the native one lives for 90 days, activity is kept for as long.
  await becomes({ sessions: 1, activity: 3, codes: 0, registrations: 0 })

  clock.advance(88 * dayMs - 1000)
  await login(server.url, nora.email, 'token')
  expect(rows()).toEqual({ sessions: 2, activity: 4, codes: 0, registrations: 0 })
  clock.advance(2000)
  tenMinutesLater()
  await becomes({ sessions: 1, activity: 1, codes: 0, registrations: 0 })
})

it('a server that starts removes at once what expired while it was away', async () => {
  await start()
  await fill()
  await server.close()
  clock.advance(91 * dayMs)
  await start()
  await becomes({ sessions: 0, activity: 0, codes: 0, registrations: 0 })
})
