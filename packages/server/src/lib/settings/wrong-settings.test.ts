import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey } from 'sojourn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaint, read } from './read-settings.test-support.ts'

const key = generateKey()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function writeConfig(text: string, name = 'sojourn.config.ts'): void {
  writeFileSync(join(folder, name), text)
}

describe('what does not go together', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'an address that others reach',
      ['--listen=0.0.0.0'],
      /--listen \(flag\): .*no public origin[\s\S]*no proxy/,
    ],
    ['one without proxies', ['--listen=0.0.0.0', '--origin=https://a.example'], /no proxy is named/],
    [
      'one with a loopback origin',
      ['--listen=::', '--origin=http://localhost:1', '--proxies=1'],
      /no public origin/,
    ],
    ['a public origin in plain HTTP', ['--origin=http://app.example'], /no encrypted origin/],
    ['a base path that is none', ['--base-path=/'], /--base-path \(flag\): .* is no such path/],
    ['one with a slash at its end', ['--base-path=/auth/'], /is no such path/],
    ['one that leads elsewhere', ['--base-path=/a/../b'], /is no such path/],
    ['one that would break the page', ['--base-path=/"><script>'], /is no such path/],
    ['one where the pages have their files', ['--base-path=/assets'], /files of this server/],
    ['hosts without an origin', ['--hosts=a.example'], /no public origin/],
    ['the outbox for others', ['--origin=https://a.example', '--mail=outbox'], /would show every mail/],
    ['mail without a sender', ['--mail=smtp://mail.example'], /mailFrom \(SOJOURN_MAIL_FROM\)/],
    [
      'mail with options',
      ['--mail=smtp://mail.example?ignoreTLS=true', '--mail-from=a@b.c'],
      /more than scheme/,
    ],
    ['idle over absolute', ['--idle=13h'], /--idle \(flag\): idle is longer than absolute/],
    ['a policy looser than its level', ['--level=3', '--absolute=24h'], /AAL 3[\s\S]*justification/],
    [
      'one in hours and minutes, as they were given',
      ['--level=2', '--absolute=48h', '--idle=90m'],
      /that is 48h and 90m idle; AAL 2 allows 24h and 1h idle/,
    ],
    ['a role without permissions', ['--permissions=admin'], /no table of roles\.\n.*admin=users:read/],
    ['native idle over absolute', ['--native-idle=91d'], /--native-idle \(flag\): nativeIdle is longer/],
    ['few passes with little memory', ['--argon2-memory=7168'], /Give 5 passes/],
    ['free guesses over guesses', ['--guesses=3'], /guessesFree/],
    ['pauses', ['--guess-pause=2h'], /guessPauseLongest/],
  ]
  it.each(cases)('%s', async (_name, argv, expected) => {
    expect(await complaint({ argv })).toMatch(expected)
  })

  it('is taken when it does', async () => {
    const argv = [
      '--listen=0.0.0.0',
      '--origin=https://app.example',
      '--proxies=10.0.0.1',
      '--hosts=www.app.example',
    ]
    expect((await read({ argv })).settings.origins).toEqual([
      'https://app.example',
      'https://www.app.example',
    ])
    const loose = [
      '--level=3',
      '--absolute=24h',
      '--justification=a kiosk',
      '--idle=15m',
      '--native-absolute=12h',
    ]
    expect((await read({ argv: loose })).settings.policy).toMatchObject({
      level: 3,
      justification: 'a kiosk',
    })
  })
})

describe('wrong settings', () => {
  it('are told all at once, wherever they come from', async () => {
    writeConfig("export default { idel: '1h', access: '2h', level: 3, absolute: '48h' }")
    const env = { SOJOURN_ROTATION_WINDOW: '400', SOJOURN_KEYS: 'short', PORT: 'http' }
    const told = await complaint({
      argv: ['--prot', '80', '--mail=outbox', '--origin=https://x.y'],
      env,
      folder,
    })
    expect(told.split('\n')[0]).toBe('8 settings have to be mended.')
    for (const part of [
      'idel',
      'access',
      'absolute',
      'ROTATION_WINDOW',
      'KEYS',
      'PORT',
      '--prot',
      '--mail',
    ]) {
      expect(told).toContain(part)
    }
  })

  it('are told with the name that was probably meant', async () => {
    expect(await complaint({ env: { SOJOURN_ROTATION_WINDOWS: '1s' } })).toContain(
      'mean SOJOURN_ROTATION_WINDOW?',
    )
    expect(await complaint({ env: { SOJOURN_PORT: '1' } })).toContain('Did you mean PORT?')
    expect(await complaint({ argv: ['--rotaton-window', '1s'] })).toContain('Did you mean --rotation-window?')
    expect(await complaint({ argv: ['--zzzzzzzz'] })).toContain('`sojourn --help`')
    writeConfig("export default { rotationWidow: '1s' }")
    expect(await complaint({ folder })).toContain('Did you mean rotationWindow?')
  })

  it('are told apart from what Kubernetes sets for a service of that name', async () => {
    for (const [name, value] of [
      ['SOJOURN_SERVICE_HOST', '10.0.0.1'],
      ['SOJOURN_PORT', 'tcp://10.0.0.1:3000'],
      ['SOJOURN_PORT_3000_TCP_ADDR', '10.0.0.1'],
    ] as const) {
      expect(await complaint({ env: { [name]: value } })).toContain('enableServiceLinks: false')
    }
  })

  it('never show a secret', async () => {
    const secret = 'hunter2hunter2hunter2hunter2hunter2hunter2'
    writeConfig(`export default { keys: ['${secret}!'], mail: 'smtp://u:${secret}@h?x', metricsToken: 7 }`)
    const cases = [
      { folder },
      { env: { SOJOURN_KEYS: `${secret}~`, SOJOURN_MAIL: `http://u:${secret}@h`, SOJOURN_KEY: secret } },
      { env: { SOJOURN_ORIGIN: `https://u:hunter2@app.example` } },
      { env: { SOJOURN_IDLE: secret, SOJOURN_PROXIES: 'u:hunter2@h' } },
      { argv: ['--keys', secret, '--metrics-token', secret, '--mail', 'smtp://u:hunter2@h'] },
      { argv: ['--kyes', secret] },
      { argv: [`--kyes=${secret}`] },
    ]
    for (const given of cases) {
      const told = await complaint(given)
      expect(told).not.toBe('')
      expect(told).not.toContain('hunter2')
    }
    writeConfig(`export default { keys: [${secret}] }`, 'undefined.ts')
    expect(await complaint({ argv: ['--config=undefined.ts'], folder })).toMatch(
      /running it fails with ReferenceError/,
    )
    writeConfig(`export default { keys: '${secret}`, 'unclosed.ts')
    expect(await complaint({ argv: ['--config=unclosed.ts'], folder })).not.toContain(secret)
  })
})

it('a secret is no flag: others on the machine can read command lines', async () => {
  for (const argv of [
    ['--keys', key],
    [`--metrics-token=${'a'.repeat(32)}`],
    ['--mail', 'smtp://me:hunter2@mail.example', '--mail-from', 'no-reply@app.example'],
  ]) {
    expect(await complaint({ argv })).toContain(
      'others on this machine can read a secret on the command line',
    )
  }
})
