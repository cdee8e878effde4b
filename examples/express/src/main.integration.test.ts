import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ShopProcess, spawnShop } from '../test-support/shop-process.ts'
import { makeTempFolder } from '../test-support/temp-shop.ts'

let folder: string
const running: ShopProcess[] = []

beforeEach(() => {
  folder = makeTempFolder()
})
afterEach(async () => {
  for (const shop of running.splice(0)) {
    shop.signal('SIGKILL')
    await shop.ended
  }
  rmSync(folder, { recursive: true })
})

function start(env: Readonly<Record<string, string>> = {}, options: readonly string[] = []): ShopProcess {
  const shop = spawnShop({ SOJOURN_DATA: join(folder, 'data'), ...env }, options)
  running.push(shop)
  return shop
}

/** Every file below a folder, and when each was written. */
function snapshot(at: string): readonly string[] {
  const names = ['', ...readdirSync(at, { recursive: true, encoding: 'utf8' })]
  return names.map((name) => `${name} ${statSync(join(at, name)).mtimeMs}`).sort()
}

/** What a shop that can't start says: one message, no trace, and nothing written. */
async function refusal(
  env: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Promise<string> {
  const before = snapshot(folder)
  const shop = start(env, options)
  expect(await shop.ended).toBe(1)
  expect(snapshot(folder)).toEqual(before)
  expect(shop.stdout).toBe('')
  expect(shop.stderr).not.toMatch(/^\s+at |node:internal/m)
  return shop.stderr
}

describe('npm run shop', () => {
  it('prints where it is, keeps everything private, and stops at a signal with code 0', async () => {
    const shop = start()
    const url = await shop.url()
    expect(await (await fetch(url)).text()).toContain('Things for a good stay')
    expect(shop.stdout).toContain(join(folder, 'data'))
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    for (const name of ['keys', 'accounts.db', 'sessions.db', 'events.log']) {
      expect(statSync(join(folder, 'data', name)).mode & 0o077).toBe(0)
    }
    shop.signal('SIGTERM')
    expect(await shop.ended).toBe(0)
    expect(shop.stderr).toBe('')
  })

  it('keeps accounts and native sessions over a restart', async () => {
    const first = start()
    const credentials = { name: 'Nora', email: 'nora@example.com', password: 'a quiet place by the sea' }
    const post = (url: string, body: object): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const firstUrl = await first.url()
    expect((await post(`${firstUrl}/api/register`, credentials)).status).toBe(201)
    const tokens: unknown = await (await post(`${firstUrl}/api/login`, credentials)).json()
    first.signal('SIGINT')
    expect(await first.ended).toBe(0)

    const secondUrl = await start().url()
    const { access_token: access } = tokens as { access_token: string } // what a login answers
    const me = await fetch(`${secondUrl}/api/me`, { headers: { authorization: `Bearer ${access}` } })
    expect(await me.json()).toMatchObject({ user: { email: 'nora@example.com', name: 'Nora' } })
  })

  it('logs events as lines of JSON without a credential, to the file or with --log to the output', async () => {
    const shop = start({}, ['--log'])
    const url = await shop.url()
    const headers = { 'content-type': 'application/json', 'user-agent': 'evil"}\\n{"type":"forged"}' }
    const body = JSON.stringify({ name: 'Nora', email: 'a@b.example', password: 'a quiet place by the sea' })
    await fetch(`${url}/api/register`, { method: 'POST', headers, body })
    const login = await (await fetch(`${url}/api/login`, { method: 'POST', headers, body })).text()
    shop.signal('SIGTERM')
    await shop.ended
    const events = shop.stdout
      .split('\n')
      .slice(2, -1)
      .map((line) => JSON.parse(line) as { type: string }) // our own log
    expect(events.map(({ type }) => type)).toContain('session/created')
    expect(events.map(({ type }) => type)).not.toContain('forged')
    expect(login).toContain('sja_')
    expect(shop.stdout).not.toMatch(/sj[sar]_/)
    expect(shop.stdout).not.toContain('quiet place')
  })

  it('goes on when nobody reads its log, and says how many events it dropped', async () => {
    const shop = start({}, ['--log'])
    const url = await shop.url()
    shop.pause()
    const headers = { authorization: 'Bearer nothing', 'user-agent': 'x'.repeat(1000) }
    const knock = async (): Promise<number> => (await fetch(`${url}/api/me`, { headers })).status
    for (let round = 0; round < 20; round++) {
      const statuses = await Promise.all(Array.from({ length: 100 }, knock))
      expect(new Set(statuses)).toEqual(new Set([401]))
    }
    shop.resume()
    while (!shop.stdout.includes('log/dropped')) await fetch(`${url}/api/me`, { headers })
    shop.signal('SIGTERM')
    expect(await shop.ended).toBe(0)
    const events = shop.stdout
      .split('\n')
      .slice(2, -1)
      .map((line) => JSON.parse(line) as { type: string; count?: number }) // our own log
    const dropped = events.filter(({ type }) => type === 'log/dropped')
    expect(dropped[0]?.count).toBeGreaterThan(0)
  })

  it('explains itself', async () => {
    const shop = start({}, ['--help'])
    expect(await shop.ended).toBe(0)
    expect(shop.stdout).toContain('SOJOURN_DATA')
    expect(await refusal({}, ['--loud'])).toContain('--loud: there is no such option')
  })
})

describe('what keeps the shop from starting is said with the fix', () => {
  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo // it listens on a port
    expect(await refusal({ PORT: String(port) })).toContain(`Port ${port} is in use`)
    other.close()
    expect(await refusal({ PORT: 'many' })).toContain('PORT is "many"')
  })

  it('a folder that cannot be written to', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await refusal({ SOJOURN_DATA: join(folder, 'file', 'data') })).toContain(
      'name another one in SOJOURN_DATA',
    )
  })

  it.runIf(process.platform === 'linux')('a folder where nothing can be made', async () => {
    expect(await refusal({ SOJOURN_DATA: '/proc/nope/data' })).toContain('name another one in SOJOURN_DATA')
  })

  it.each(['accounts.db', 'sessions.db'])('a damaged %s, which it leaves as it is', async (name) => {
    mkdirSync(join(folder, 'data'))
    const junk = 'this is no database'.repeat(500)
    writeFileSync(join(folder, 'data', name), junk)
    expect(await refusal({})).toContain(name)
    expect(readFileSync(join(folder, 'data', name), 'utf8')).toBe(junk)
  })

  it('a bad key, in the environment or in the folder', async () => {
    const short = await refusal({ SOJOURN_KEYS: 'c2hvcnQ' })
    expect(short).toContain('SOJOURN_KEYS')
    expect(short).toContain('32 or more are needed')
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'keys'), 'not a key!', { mode: 0o600 })
    const message = await refusal({})
    expect(message).toContain(join(folder, 'data', 'keys'))
    expect(message).toContain('keys[0]')
    expect(message).not.toContain('not a key!')
  })

  it('a key that others may read', async () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'keys'), 'x'.repeat(43))
    chmodSync(join(folder, 'data', 'keys'), 0o644)
    expect(await refusal({})).toContain('chmod 600')
  })

  it('an origin that is none', async () => {
    expect(await refusal({ ORIGIN: 'http://shop.example' })).toContain('not encrypted')
  })
})
