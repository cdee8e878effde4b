import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createSqliteAccounts } from '@sojourn/identity/sqlite'
import { createSojourn, generateKey } from 'sojourn'
import { createSqliteStore } from 'sojourn/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'
import { writeKeyCheck } from './key-check.ts'
import { makeKeyFile } from './key-file.ts'
import { makeTempFolder, runSojourn, snapshot } from './server-process.test-support.ts'

const hourMs = 3_600_000
let folder: string
let data: string
beforeEach(() => {
  folder = makeTempFolder()
  data = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What a server that can't start says: one message and no trace, code 1, and nothing written. */
async function refusal(
  env: Readonly<Record<string, string>> = {},
  argv: readonly string[] = [],
): Promise<string> {
  const before = snapshot(folder)
  const { code, stdout, stderr } = await runSojourn(argv, {
    env: { SOJOURN_DATA: data, ...env },
    cwd: folder,
  })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).not.toMatch(/^\s+at |node:internal|Warning/m)
  expect(snapshot(folder)).toEqual(before)
  return stderr
}

/** A data folder with one session, begun by a clock that is `aheadMs` off, and its key. */
async function fill(aheadMs = 0): Promise<string> {
  mkdirSync(data, { mode: 0o700 })
  const files = dataFolder(data)
  const store = createSqliteStore(files.sessions)
  const [kept] = makeKeyFile(files, Date.now())
  const keys = kept?.key ?? ''
  const now = (): number => Date.now() + aheadMs
  const sojourn = await createSojourn({
    store,
    keys,
    nearCache: false,
    clock: { now, monotonic: () => performance.now() },
  })
  await sojourn.signIn('nora', { methods: ['pwd'] })
  await sojourn.close()
  await store.close()
  await createSqliteAccounts(files.accounts).close()
  writeKeyCheck(files, keys)
  return keys
}

/** A snapshot without the folder itself. */
function filesOf(path: string): object {
  const { '.': _folder, ...files } = snapshot(path)
  return files
}

describe('what keeps the server from starting is told with the fix', () => {
  it('wrong settings, all of them', async () => {
    writeFileSync(join(folder, 'sojourn.config.ts'), "export default { idle: 'soon' }")
    const told = await refusal({ SOJOURN_ROTATION_WINDOW: '400', SOJOURN_IDEL: '1m' }, ['--prot', '1'])
    expect(told).toContain('4 settings have to be mended.')
    expect(told).toMatch(/idle \(sojourn.config.ts\): "soon" is no length of time/)
    expect(told).toMatch(/SOJOURN_ROTATION_WINDOW \(environment\): "400"/)
    expect(told).toMatch(/Did you mean SOJOURN_IDLE\?/)
    expect(told).toMatch(/Did you mean --port\?/)
  })

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo // it listens on a port
    expect(await refusal({ PORT: String(port) })).toBe(
      `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1}\n`,
    )
    await fill()
    expect(await refusal({ PORT: String(port) })).toContain('in use')
    other.close()
  })

  it('an address that this machine has not', async () => {
    const env = { SOJOURN_LISTEN: '192.0.2.1', SOJOURN_ORIGIN: 'https://a.example', SOJOURN_PROXIES: '1' }
    expect(await refusal(env)).toContain('has no address 192.0.2.1')
  })

  it.each([
    ['below a file', (at: string): string => join(at, 'file', 'data')],
    ['that is a file', (at: string): string => join(at, 'file')],
    ['where nothing can be made', (): string => '/proc/nope/data'],
    ['of the system', (): string => '/proc/self'],
  ])('a folder %s', async (_name, place) => {
    writeFileSync(join(folder, 'file'), '')
    expect(await refusal({ SOJOURN_DATA: place(folder) })).toMatch(
      /cannot be (written to|read).*\n.*another one|belongs to/,
    )
  })

  it.runIf(process.getuid?.() === 0)('the folder of another user', async () => {
    await fill()
    chownSync(data, 12_345, 12_345)
    expect(await refusal()).toMatch(
      /belongs to user 12345, and this is user 0\.\nRun as that user, give the folder/,
    )
  })

  it.each(['sessions.db', 'accounts.db'])('a damaged %s', async (name) => {
    await fill()
    writeFileSync(join(data, name), 'this is no database'.repeat(500))
    expect(await refusal()).toMatch(
      new RegExp(`${name} is damaged or is none[\\s\\S]*restore a backup[\\s\\S]*\\.recover \\| sqlite3 `),
    )
  })

  it('a database that was cut off or written over in the middle', async () => {
    await fill()
    const path = join(data, 'sessions.db')
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length / 2))
    expect(await refusal()).toContain('is damaged')
    writeFileSync(path, Buffer.from(whole).fill(0xa5, 4096 + 100, 4096 * 3))
    expect(await refusal()).toContain('is damaged')
  })

  it('a database of a newer version', async () => {
    await fill()
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(join(data, 'sessions.db'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    // The engine looks into it, which makes and removes files beside it: only the folder's time tells.
    const before = filesOf(data)
    const { code, stderr } = await runSojourn([], { env: { SOJOURN_DATA: data } })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/newer version of Sojourn.*update/),
    })
    expect(filesOf(data)).toEqual(before)
  })

  it('a clock two hours behind, by what the store says', async () => {
    await fill(2 * hourMs)
    expect(await refusal()).toMatch(
      /sessions\.db was written (2 h 0|1 h 59|1 h 60) min in the future\n.*\nSet the clock/,
    )
  })

  it('a clock two hours behind; yet a command ends what it began', async () => {
    await fill(2 * hourMs)
    const { code, stdout, stderr } = await runSojourn(['sessions', 'end', '--everyone', '--yes'], {
      env: { SOJOURN_DATA: data },
      cwd: folder,
    })
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/sessions? ended/),
    })
    expect(await refusal()).toContain('Set the clock')
  })

  it('a clock two hours behind, by the times of files', async () => {
    await fill()
    const later = new Date(Date.now() + 2 * hourMs)
    utimesSync(join(data, 'keys.json'), later, later)
    expect(await refusal()).toMatch(/keys\.json was written 2 h 0 min in the future/)
  })

  it('a wrong key', async () => {
    const right = await fill()
    const wrong = generateKey()
    const told = await refusal({ SOJOURN_KEYS: wrong })
    expect(told).toMatch(
      /keys of SOJOURN_KEYS.* are not those .*: key [0-9a-f]{16} is missing\.\nGive that key as well/,
    )
    expect(told).not.toContain(wrong)
    expect(told).not.toContain(right)
  })

  it('keys that are gone', async () => {
    await fill()
    rmSync(join(data, 'keys.json'))
    expect(await refusal()).toMatch(/there is no .*keys\.json.*\nRestore the file from a backup/)
  })

  it.each(['missing', 'empty'])('accounts that are %s', async (how) => {
    await fill()
    if (how === 'missing') rmSync(join(data, 'accounts.db'))
    else truncateSync(join(data, 'accounts.db'))
    expect(await refusal()).toMatch(
      /accounts are gone: .*accounts\.db .*\n.*backup, or name another folder .*\n.* remove .*key-check\.json and/,
    )
  })

  it('a key that is none', async () => {
    expect(await refusal({ SOJOURN_KEYS: 'c2hvcnQ' })).toMatch(/SOJOURN_KEYS .*key 1 is no good \(5 bytes\)/)
    await fill()
    writeFileSync(join(data, 'keys.json'), '{"version":1,"keys":[{"key":"hunter2"}]}', { mode: 0o600 })
    const told = await refusal()
    expect(told).toMatch(/keys\.json cannot be read \(it is damaged\)\.\n/)
    expect(told).not.toContain('hunter2')
  })

  it('a folder that others may write to, with other things in it', async () => {
    await fill()
    writeFileSync(join(data, 'something-else'), '')
    chmodSync(data, 0o777)
    expect(await refusal()).toMatch(/Others .* may write to .*\n.*chmod 700/)
  })

  it('keys that others may read', async () => {
    await fill()
    chmodSync(join(data, 'keys.json'), 0o640)
    expect(await refusal()).toMatch(/Others .* may read the keys .*\n.*chmod 600/)
  })
})
