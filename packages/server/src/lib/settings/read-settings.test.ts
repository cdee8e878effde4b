import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identityDefaults } from '@sojourn/identity'
import { createSojourn, generateKey } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allSettings, isSettingName, type SettingName } from './all-settings.ts'
import { complaint, read } from './read-settings.test-support.ts'
import { flagOf, variableOf } from './setting.ts'

const names = Object.keys(allSettings).filter(isSettingName)
const key = generateKey()

/** A value that each setting takes, one that it does not, and what has to be given with it. */
const samples: Readonly<Record<SettingName, readonly [good: string, bad: string, ...beside: string[]]>> = {
  port: ['8080', '65536'],
  listen: ['127.0.0.2', 'localhost'],
  data: ['data', '\n'],
  origin: ['https://app.example', 'app.example'],
  hosts: ['www.app.example', 'https://www.app.example', '--origin=https://app.example'],
  proxies: ['10.0.0.0/8,loopback', 'nginx'],
  allowedOrigins: ['https://other.example', '*'],
  basePath: ['/api/v1/auth', 'auth'],
  persistentCookie: ['yes', 'perhaps'],
  mail: ['smtp://mail.example', 'mail.example', '--mail-from=no-reply@app.example'],
  mailFrom: ['Example <no-reply@app.example>', 'nobody', '--mail=smtp://mail.example'],
  siteName: ['Example', '\r\n'],
  countries: ['none', '/no/such/file.mmdb'],
  metricsToken: ['a'.repeat(32), 'short'],
  logLevel: ['debug', 'loud'],
  drain: ['3s', '3'],
  keys: [key, 'short'],
  level: ['2', '4'],
  justification: ['a kiosk in a locked room', ''],
  idle: ['none', '0'],
  absolute: ['24h', '500d'],
  resume: ['no', 'perhaps'],
  nativeIdle: ['7d', 'soon'],
  nativeAbsolute: ['30d', '-1d'],
  access: ['5m', '2h'],
  rotationWindow: ['400ms', '400'],
  lastSeen: ['5m', '1.5m'],
  sessionsPerUser: ['5', '0'],
  maxDataBytes: ['1024', '1'],
  theftEnds: ['user', 'nothing'],
  cacheEntries: ['0', '-1'],
  cacheLease: ['500ms', '1h'],
  registration: ['closed', 'maybe'],
  permissions: ['admin=users:read,users:write; editor=posts:write', '=everything'],
  passwordMinLength: ['8', '7'],
  argon2Memory: ['65536', '1024'],
  argon2Passes: ['3', '0'],
  passwordsRunning: ['4', '0'],
  passwordsWaiting: ['10', 'many'],
  passwordsPerNetwork: ['8', '0'],
  guesses: ['50', '101'],
  guessesFree: ['10', '21'],
  guessPause: ['1m', '0s'],
  guessPauseLongest: ['2h', '48h'],
  guessesPerNetwork: ['100', '0'],
  mailsPerNetwork: ['5', '0'],
  mailsPerAddress: ['2', '0'],
  guessWindow: ['1h', '1s'],
  verifyCode: ['1h', '1s'],
  resetCode: ['10m', '30d'],
  recent: ['5m', '0s'],
  activityKept: ['30d', '500d'],
}
const withoutFlag = names.filter((name) => allSettings[name].secret === 'always')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function writeConfig(text: string, name = 'sojourn.config.ts'): void {
  writeFileSync(join(folder, name), text)
}

describe.each(names)('%s', (name) => {
  const [good, bad, ...beside] = samples[name]
  const variable = variableOf(name, allSettings[name])

  it('is taken from the environment, a flag and the config file, to the same effect', async () => {
    const { settings } = await read({ argv: beside, env: { [variable]: good } })
    const plain = await read({ argv: name.startsWith('mail') ? [] : beside })
    expect(settings).not.toEqual(plain.settings)
    if (!withoutFlag.includes(name)) {
      expect((await read({ argv: [...beside, flagOf(name), good] })).settings).toEqual(settings)
    }
    writeConfig(`export default ${JSON.stringify({ [name]: good })}`)
    expect((await read({ argv: beside, folder })).settings).toEqual({
      ...settings,
      ...(name !== 'data' && { dataFolder: join(folder, '.sojourn') }),
      ...(name === 'data' && { dataFolder: join(folder, good) }),
    })
  })

  it('is refused with its place and a fix when it is wrong', async () => {
    writeConfig(`export default ${JSON.stringify({ [name]: bad || '\n' })}`)
    const told = await complaint({ argv: beside, folder })
    expect(told).toContain(`  ${name} (sojourn.config.ts): `)
    expect(told).toMatch(/\n {4}[A-Z].*[.?}]$/)
    if (bad) expect(await complaint({ argv: beside, env: { [variable]: bad } })).toContain(`${variable} (env`)
  })
})

describe('what weighs more', () => {
  it('is a flag over the environment, and the environment over the file', async () => {
    writeConfig("export default { port: 1, drain: '1s', idle: '1m' }")
    const env = { PORT: '2', SOJOURN_DRAIN: '2s' }
    const { settings, given } = await read({ argv: ['--port', '3'], env, folder })
    expect(settings).toMatchObject({ port: 3, drainMs: 2000, policy: { idle: 60_000 } })
    expect(Object.fromEntries(given)).toEqual({
      port: '--port (flag)',
      drain: 'SOJOURN_DRAIN (environment)',
      idle: 'idle (sojourn.config.ts)',
    })
  })

  it('is not a variable without text', async () => {
    expect((await read({ env: { PORT: '', SOJOURN_DATA: '' } })).settings).toMatchObject({
      port: 3000,
      dataFolder: '/nowhere/.sojourn',
    })
  })
})

describe('a default', () => {
  it("is the engine's own, as the help says it, but for the pages that let people go on", async () => {
    const { settings } = await read({})
    const engine = async (policy: object): Promise<unknown> => {
      const sojourn = await createSojourn({ store: createMemoryStore(), keys: key, policy, nearCache: false })
      await sojourn.close()
      return sojourn.policy
    }
    expect(await engine(settings.policy)).toEqual(await engine({ resume: true }))
    for (const [name, words] of Object.entries({
      idle: '30m',
      absolute: '12h',
      nativeIdle: '14d',
      nativeAbsolute: '90d',
    })) {
      if (!isSettingName(name)) throw new Error(name)
      expect(allSettings[name].otherwise).toEqual({ words: `${words}; the level's, when there is one` })
      expect(
        (await read({ env: { [variableOf(name, allSettings[name])]: words } })).settings.policy,
      ).toBeDefined()
    }
    const said = { idle: '30m', absolute: '12h', native: { idle: '14d', absolute: '90d' } }
    expect(await engine(said)).toEqual(await engine({}))
  })

  it("is identity's own, as the help says it", async () => {
    const { settings } = await read({})
    const { mostRunning, ...password } = identityDefaults.password
    expect(settings.password).toEqual(password)
    expect(allSettings.passwordsRunning.otherwise).toEqual({
      words: `one less than there are processors, 1 to ${mostRunning}`,
    })
    const { backOff, longest, window, ...counts } = identityDefaults.guesses
    expect(settings.guesses).toMatchObject(counts)
    const given = { SOJOURN_GUESS_PAUSE: backOff, SOJOURN_GUESS_PAUSE_LONGEST: longest }
    const env = { ...given, SOJOURN_GUESS_WINDOW: window }
    expect((await read({ env })).settings.guesses).toEqual(settings.guesses)
    const codes = {
      SOJOURN_VERIFY_CODE: identityDefaults.codes.verify,
      SOJOURN_RESET_CODE: identityDefaults.codes.reset,
      SOJOURN_ACTIVITY_KEPT: identityDefaults.activityKept,
    }
    expect((await read({ env: codes })).settings).toEqual(settings)
  })

  it('keeps mail in the outbox only for this machine outside production', async () => {
    const kindOf = async (env: Record<string, string>): Promise<string> =>
      (await read({ env })).settings.mail.kind
    expect(await kindOf({})).toBe('outbox')
    expect(await kindOf({ NODE_ENV: 'production' })).toBe('none')
    expect(await kindOf({ SOJOURN_ORIGIN: 'https://app.example' })).toBe('none')
    expect(await kindOf({ SOJOURN_ORIGIN: 'http://localhost:3000' })).toBe('outbox')
  })

  it('believes the proxies of this machine when there is a public origin', async () => {
    expect((await read({ env: { SOJOURN_ORIGIN: 'https://app.example' } })).settings.proxies).toEqual([
      'loopback',
    ])
    expect((await read({})).settings.proxies).toEqual([])
  })
})

describe('the config file', () => {
  it('may be named, and has to be there then', async () => {
    writeConfig('export default { port: 5 }', 'other.mjs')
    expect((await read({ argv: ['--config', 'other.mjs'], folder })).settings.port).toBe(5)
    expect((await read({ env: { SOJOURN_CONFIG: 'other.mjs' }, folder })).settings.port).toBe(5)
    expect(await complaint({ argv: ['--config=missing.ts'], folder })).toContain('there is no such file')
  })

  it('is one, with an object', async () => {
    writeConfig('export default []')
    expect(await complaint({ folder })).toContain('default export is no object')
    writeConfig('export default {}', 'sojourn.config.js')
    expect(await complaint({ folder })).toContain('sojourn.config.ts and sojourn.config.js')
  })
})

describe('flags', () => {
  it('need a value, and come once', async () => {
    expect(await complaint({ argv: ['--port'] })).toContain('its value is missing')
    expect(await complaint({ argv: ['--port', '1', '--port=2'] })).toContain('given twice')
  })

  it('of yes or no may stand alone', async () => {
    expect((await read({ argv: ['--persistent-cookie', '--port=1'] })).settings.persistentCookie).toBe(true)
  })
})
