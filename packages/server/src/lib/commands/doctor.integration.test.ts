import { chmodSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { generateKey } from 'sojourn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../mail/smtp-server.test-support.ts'
import {
  makeTempFolder,
  type SojournProcess,
  snapshot,
  spawnSojourn,
} from '../start/server-process.test-support.ts'
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
  running.at(-1)?.child.kill('SIGTERM')
  await running.at(-1)?.ended
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

  it('tells accounts and sessions that are gone', async () => {
    await served()
    rmSync(join(data, 'sessions.db'))
    expect(await examine()).toMatchObject({
      trouble: { sessions: 'look' },
      text: expect.stringContaining('sign in again'),
    })
    truncateSync(join(data, 'accounts.db'))
    expect(await examine()).toMatchObject({
      code: 1,
      trouble: { sessions: 'look', accounts: 'mend' },
      text: expect.stringContaining('from a backup'),
    })
  })

  it('tells a key that waits for a restart', async () => {
    await served()
    await runHere(['keys', 'rotate'], { env: { SOJOURN_DATA: data } })
    expect((await examine()).trouble).toEqual({ keys: 'look' })
    await served()
    expect((await examine()).trouble).toEqual({})
    await runHere(['keys', 'rotate', '--stage'], { env: { SOJOURN_DATA: data } })
    expect((await examine()).trouble).toEqual({ keys: 'look' })
    await served()
    expect(await examine()).toMatchObject({
      trouble: {},
      text: expect.stringContaining('a further rotation'),
    })
    const listed = await runHere(['keys', 'list'], { env: { SOJOURN_DATA: data } })
    expect(listed.stdout).toContain('is known to servers that have started since')
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
      TLS: 'mend',
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
    const both = await examine({ ...open, SOJOURN_PASSWORD_MIN_LENGTH: '8' })
    expect(both.text).toContain('whoever reaches 0.0.0.0 directly is believed')
    expect(both.text).toContain('passwords of 8 characters are taken')
  })

  it('tells that a password reaches no level but the first, whatever lifetimes are set', async () => {
    expect((await examine()).text).not.toContain('"level"')
    expect((await examine({ SOJOURN_LEVEL: '1' })).trouble).toEqual({})
    for (const level of ['2', '3']) {
      const { trouble, text } = await examine({ SOJOURN_LEVEL: level })
      expect(trouble).toEqual({ level: 'look' })
      expect(text).toContain(`lifetimes of level ${level}, but people sign in with a password alone`)
    }
    const justified = await examine({
      SOJOURN_LEVEL: '2',
      SOJOURN_IDLE: '2h',
      SOJOURN_JUSTIFICATION: 'A kiosk that nobody leaves',
    })
    expect(justified.text).toContain('looser than the level because: A kiosk that nobody leaves')
  })
})
