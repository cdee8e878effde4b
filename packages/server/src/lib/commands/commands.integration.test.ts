import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMailServer } from '../mail/smtp-server.test-support.ts'
import { allSettings, isSettingName } from '../settings/all-settings.ts'
import { flagOf, variableOf } from '../settings/setting.ts'
import { call, login, type NativeTokens, password, register, statusOf } from '../start/api.test-support.ts'
import { makeTempFolder, type SojournProcess, spawnSojourn } from '../start/server-process.test-support.ts'
import { allCommands } from './all-commands.ts'
import { type Ran, runHere } from './run.test-support.ts'

let data: string
let server: SojournProcess
let url: string
const quick = { SOJOURN_MAIL: 'none', SOJOURN_ARGON2_MEMORY: '7168', SOJOURN_ARGON2_PASSES: '5' }

beforeAll(async () => {
  data = makeTempFolder()
  server = spawnSojourn([], { env: { ...quick, SOJOURN_DATA: data } })
  url = await server.url()
})
afterAll(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  rmSync(data, { recursive: true })
})

const sojourn = (argv: readonly string[], input = ''): Promise<Ran> =>
  runHere(argv, { env: { ...quick, SOJOURN_DATA: data }, input })

/** What a command answers in JSON. */
async function answer(...argv: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await sojourn([...argv, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/**
 * Twice the lease of the near-cache, within which the running server hears of it for certain. It takes milliseconds, but
 * not on a machine that is busy with something else.
 */
const longestMs = 2000

/** A command is done, and the token that it ends works no more soon after. */
async function expectEnd(token: string, command: Promise<Ran>): Promise<void> {
  let lastGood = 0
  let ended = Number.POSITIVE_INFINITY
  void command.then(() => {
    ended = performance.now()
  })
  for (let sent = 0; ; lastGood = sent) {
    sent = performance.now()
    if ((await statusOf(url, token)) !== 200) break
  }
  expect((await command).code).toBe(0)
  expect(lastGood - ended).toBeLessThan(longestMs)
}

describe('sessions', () => {
  it('are listed without a credential', async () => {
    const nora = await register(url, 'nora@example.com')
    const listed = await sojourn(['sessions', 'list', '--user', 'NORA@example.com'])
    expect(listed.stdout).toContain(nora.session.id)
    expect(listed.stdout).toContain('127.0.0.0/24')
    const all = (await answer('sessions', 'list')) as { id: string; user: object }[] // asked below
    expect(all).toContainEqual(
      expect.objectContaining({ id: nora.session.id, user: { id: nora.user.id, email: 'nora@example.com' } }),
    )
    expect(JSON.stringify(all) + listed.stdout).not.toMatch(/sj[sar]_|hash|secret/)
  })

  it('end one by one, of a person or of everybody, and are dead in the running server at once', async () => {
    const [ada, bob] = [await register(url, 'ada@example.com'), await register(url, 'bob@example.com')]
    const second = (await (await login(url, 'ada@example.com')).json()) as NativeTokens // its answer
    await expectEnd(ada.access_token, sojourn(['sessions', 'end', '--id', ada.session.id]))
    expect(await statusOf(url, second.access_token)).toBe(200)
    await expectEnd(second.access_token, sojourn(['sessions', 'end', '--user', ada.user.id]))
    expect(await statusOf(url, bob.access_token)).toBe(200)
    const refused = await sojourn(['sessions', 'end', '--everyone'])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') })
    expect(await statusOf(url, bob.access_token)).toBe(200)
    await expectEnd(bob.access_token, sojourn(['sessions', 'end', '--everyone', '--yes']))
    expect((await call(url, '/auth/refresh', { body: { refresh_token: bob.refresh_token } })).status).toBe(
      401,
    )
    expect(await answer('sessions', 'list')).toEqual([])

    const activity = (await answer('users', 'export', 'ada@example.com')) as {
      activity: { kind: string; userAgent: string }[]
    } // asked below
    const byOperator = activity.activity.filter(({ userAgent }) => userAgent === 'sojourn command')
    expect(byOperator.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['session-ended', 'sessions-ended']),
    )
  })

  it('are named well, or nothing ends', async () => {
    expect((await sojourn(['sessions', 'end'])).stderr).toContain('one of --id, --user and --everyone')
    expect((await sojourn(['sessions', 'end', '--id', 'x'])).stderr).toContain('no handle')
    expect((await sojourn(['sessions', 'end', '--user', 'x', '--everyone'])).code).toBe(1)
    expect((await sojourn(['sessions', 'end', '--user', 'nobody@example.com'])).stderr).toContain(
      'no account nobody@example.com',
    )
  })
})

describe('users', () => {
  it('are added with a password from the input, and sign in', async () => {
    const added = await sojourn(
      ['users', 'add', 'cleo@example.com', '--name', 'Cleo', '--roles', 'admin', '--password-stdin'],
      `${password}\n`,
    )
    expect(added).toMatchObject({ code: 0, stderr: '' })
    const cleo = (await (await login(url, 'cleo@example.com')).json()) as NativeTokens // its answer
    expect(cleo.user).toMatchObject({ name: 'Cleo', roles: ['admin'], verified: true })
    expect((await sojourn(['users', 'add', 'cleo@example.com', '--password-stdin'], password)).code).toBe(1)
    expect(
      (await sojourn(['users', 'add', 'dora@example.com', '--password-stdin'], 'short')).stderr,
    ).toContain('more characters')
    expect((await sojourn(['users', 'add', 'dora@example.com'])).stderr).toContain('--password-stdin')
    expect((await sojourn(['users', 'add', 'dora@example.com', '--invite'])).stderr).toContain('SOJOURN_MAIL')
    expect((await sojourn(['users', 'show', 'dora@example.com'])).code).toBe(1)
  })

  it('are listed and shown', async () => {
    await register(url, 'eve@example.com')
    expect((await sojourn(['users', 'list'])).stdout).toContain('eve@example.com')
    expect(await answer('users', 'show', 'eve@example.com')).toMatchObject({
      email: 'eve@example.com',
      sessions: 1,
      roles: [],
    })
    expect(JSON.stringify(await answer('users', 'list'))).not.toMatch(/hash|argon/)
  })

  it('are disabled, with every session, and enabled again', async () => {
    const finn = await register(url, 'finn@example.com')
    await expectEnd(finn.access_token, sojourn(['users', 'disable', 'finn@example.com']))
    const body = { email: 'finn@example.com', password, client: 'native' }
    expect((await call(url, '/auth/login', { body })).status).toBe(403)
    await answer('users', 'enable', 'finn@example.com')
    expect((await call(url, '/auth/login', { body })).status).toBe(200)
  })

  it('get roles, which end their sessions', async () => {
    const gina = await register(url, 'gina@example.com')
    expect(await answer('users', 'roles', 'gina@example.com', 'editor,admin')).toMatchObject({
      roles: ['admin', 'editor'],
    })
    expect(await statusOf(url, gina.access_token)).toBe(401)
    expect(await answer('users', 'roles', 'gina@example.com', 'none')).toMatchObject({ roles: [] })
    expect((await sojourn(['users', 'roles', 'gina@example.com', 'a b'])).stderr).toContain('A role is')
  })

  it('are exported, and removed with everything', async () => {
    const hugo = await register(url, 'hugo@example.com')
    const { code, stdout } = await sojourn(['users', 'export', hugo.user.id])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      account: { email: 'hugo@example.com' },
      sessions: [{ id: hugo.session.id }],
    })
    expect((await sojourn(['users', 'remove', 'hugo@example.com'])).stderr).toContain('add --yes')
    await expectEnd(hugo.access_token, sojourn(['users', 'remove', 'hugo@example.com', '--yes']))
    expect((await sojourn(['users', 'show', hugo.user.id])).code).toBe(1)
  })

  it('are mailed a link, or an invitation, that the running server understands', async () => {
    const mails = await startMailServer()
    const env = {
      ...quick,
      SOJOURN_DATA: data,
      SOJOURN_MAIL: mails.url,
      SOJOURN_MAIL_FROM: 'no-reply@app.example',
    }
    const codeOf = (talk: string): string => /#code=3D([\w-]+)/.exec(talk.replaceAll('=\r\n', ''))?.[1] ?? ''
    await register(url, 'kim@example.com')
    const asked = await runHere(['users', 'reset-mail', 'kim@example.com'], { env })
    expect(asked).toEqual({ code: 0, stdout: 'kim@example.com was mailed a link.\n', stderr: '' })
    const invited = await runHere(['users', 'add', 'lea@example.com', '--invite'], { env })
    expect(invited.code).toBe(0)
    for (const [index, email] of ['kim@example.com', 'lea@example.com'].entries()) {
      expect(mails.talks[index]).toContain(`RCPT TO:<${email}>`)
      const next = 'another long and private sentence'
      const reset = await call(url, '/auth/reset', { body: { code: codeOf(mails.talks[index] ?? ''), next } })
      expect(reset.status).toBe(204)
      const body = { email, password: next, client: 'native' }
      expect((await call(url, '/auth/login', { body })).status).toBe(200)
    }
    await mails.close()
    const failed = await runHere(['users', 'reset-mail', 'kim@example.com'], { env })
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('could not be handed over') })
    const without = await sojourn(['users', 'reset-mail', 'kim@example.com'])
    expect(without.stderr).toContain('no mail is sent')
  })

  it('show nothing that a terminal would obey', async () => {
    const ivy = await register(url, 'ivy@example.com')
    const name = 'Ivy\u202e\u2066x'
    await call(url, `/auth/sessions/${ivy.session.id}`, {
      method: 'PATCH',
      bearer: ivy.access_token,
      body: { name },
    })
    const { stdout } = await sojourn(['sessions', 'list', '--user', 'ivy@example.com'])
    expect(stdout).not.toMatch(/\p{Cf}|[^\P{Cc}\n]/u)
  })
})

describe('commands', () => {
  it('make no data folder where there is none', async () => {
    const nowhere = join(data, 'nowhere')
    for (const argv of [
      ['users', 'list'],
      ['sessions', 'list'],
      ['keys', 'rotate'],
    ]) {
      const { code, stderr } = await runHere(argv, { env: { SOJOURN_DATA: nowhere } })
      expect(code).toBe(1)
      expect(stderr).toMatch(/There (is no server's data|are no keys) in/)
    }
    expect((await runHere(['doctor'], { env: { SOJOURN_DATA: nowhere } })).code).toBe(0)
    await expect(import('node:fs/promises').then(({ stat }) => stat(nowhere))).rejects.toThrow('ENOENT')
  })

  it('explain themselves, and say what was probably meant', async () => {
    const help = await sojourn(['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const command of allCommands) expect(help.stdout).toContain(`\n  ${command.name}`)
    expect((await sojourn(['sessions', 'end', '--help'])).stdout).toContain('--everyone')
    expect((await sojourn(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await sojourn(['sesions', 'list'])).stderr).toBe(
      'There is no such command. Did you mean sojourn sessions list?\n',
    )
    expect((await sojourn(['users'])).stderr).toContain('sojourn users reset-mail')
    expect((await sojourn(['users', 'show'])).stderr).toBe(
      'Something is missing. Write: sojourn users show <address or id>\n',
    )
    expect((await sojourn(['users', 'list', 'all'])).stderr).toContain('a word too many')
    expect((await sojourn(['keys', 'generate', '--lenght', '5'])).code).toBe(1)
  })

  it('tell of every setting: its flag, its variable, what it is and its default', async () => {
    for (const argv of [['--help'], ['serve', '--help'], ['-h']]) {
      const { stdout } = await sojourn(argv)
      for (const name of Object.keys(allSettings).filter(isSettingName)) {
        const setting = allSettings[name]
        const { otherwise, help, secret, shape } = setting
        const words = typeof otherwise === 'string' ? otherwise || 'none' : otherwise.words
        const flag = secret === 'always' ? `${name} (no flag)` : `${flagOf(name)} ${shape}`
        const entry = `  ${flag}  ${variableOf(name, setting)}\n      ${help}\n      default: ${words}\n`
        expect(stdout).toContain(entry)
      }
    }
  })

  it('tell of every option of theirs', async () => {
    for (const { name, options = {} } of allCommands) {
      const { code, stdout } = await sojourn([...name.split(' '), '--help'])
      expect(code).toBe(0)
      for (const [flag, { help }] of Object.entries(options)) {
        expect(stdout).toContain(`  ${flag}`)
        expect(stdout).toContain(help)
      }
    }
  })

  it('have no option that is a setting', () => {
    const settings = Object.keys(allSettings).filter(isSettingName).map(flagOf)
    for (const { options = {} } of allCommands) {
      for (const flag of Object.keys(options)) expect(settings).not.toContain(flag)
    }
  })

  it('ask before they erase, and take only yes for it', async () => {
    const env = { SOJOURN_DATA: data, ...quick }
    await register(url, 'jo@example.com')
    const asked = await runHere(['users', 'remove', 'jo@example.com'], { env, typed: ['y'] })
    expect(asked).toMatchObject({ code: 1, stderr: 'Nothing was changed.\n' })
    expect((await runHere(['users', 'remove', 'jo@example.com'], { env, typed: ['yes'] })).code).toBe(0)
    const typed = [password, `${password}!`]
    expect((await runHere(['users', 'add', 'jo@example.com'], { env, typed })).stderr).toContain(
      'two different',
    )
    expect(
      (await runHere(['users', 'add', 'jo@example.com'], { env, typed: [password, password] })).code,
    ).toBe(0)
  })

  it('take the settings of the folder that they run in', async () => {
    const folder = makeTempFolder()
    writeFileSync(join(folder, 'sojourn.config.ts'), `export default { data: ${JSON.stringify(data)} }`)
    expect((await runHere(['users', 'list'], { folder })).code).toBe(0)
    rmSync(folder, { recursive: true })
  })
})
