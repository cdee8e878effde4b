import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startMailServer } from '../mail/smtp-server.test-support.ts'
import { call, login, type NativeTokens, register, statusOf } from '../start/api.test-support.ts'
import { makeTempFolder, type SojournProcess, spawnSojourn } from '../start/server-process.test-support.ts'
import { type Ran, runHere } from './run.test-support.ts'

const quick = { SOJOURN_MAIL: 'none', SOJOURN_ARGON2_MEMORY: '7168', SOJOURN_ARGON2_PASSES: '5' }
let data: string
let server: SojournProcess | null = null
beforeEach(() => {
  data = makeTempFolder()
})
afterEach(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  rmSync(data, { recursive: true })
})

async function restart(env: Readonly<Record<string, string>> = {}): Promise<string> {
  server?.child.kill('SIGTERM')
  await server?.ended
  server = spawnSojourn([], { env: { ...quick, SOJOURN_DATA: data, ...env } })
  return server.url()
}
const sojourn = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runHere(argv, { env: { ...quick, SOJOURN_DATA: data, ...env } })

async function states(): Promise<readonly string[]> {
  const { stdout } = await sojourn(['keys', 'list', '--json'])
  return (JSON.parse(stdout) as { state: string }[]).map(({ state }) => state) // our own answer
}

/** Each kind of credential that a person may hold. */
interface Held {
  readonly native: NativeTokens
  readonly token: string
  readonly cookie: string
}

async function signInEverywhere(url: string): Promise<Held> {
  const native = await register(url, 'nora@example.com')
  const token = ((await (await login(url, 'nora@example.com', 'token')).json()) as { session_token: string })
    .session_token // its answer
  const body = { email: 'nora@example.com', password: 'a quiet place by the sea' }
  const web = await call(url, '/auth/login', { body, headers: { 'sec-fetch-site': 'same-origin' } })
  const cookie =
    web.headers
      .getSetCookie()
      .find((text) => /^sojourn-\d+=/.test(text))
      ?.split(';')[0] ?? ''
  return { native, token, cookie: cookie.slice(cookie.indexOf('=') + 1) }
}

async function statuses(url: string, { native, token, cookie }: Held): Promise<readonly number[]> {
  const headers = { cookie: `sojourn-${new URL(url).port}=${cookie}` }
  return [
    await statusOf(url, native.access_token),
    await statusOf(url, token),
    (await call(url, '/auth/session', { headers })).status,
  ]
}

it('rotates without signing anybody out, over every restart', async () => {
  let url = await restart()
  const held = await signInEverywhere(url)
  const { stdout, stderr } = await sojourn(['keys', 'rotate'])
  expect(stderr).toContain('Start the server again: the key signs from then on.')
  const kept = readFileSync(join(data, 'keys.json'), 'utf8')
  for (const [, key = ''] of kept.matchAll(/"key": "([^"]+)"/g)) expect(stdout).not.toContain(key)
  expect(await states()).toEqual(['signs', 'next'])
  expect(await statuses(url, held)).toEqual([200, 200, 200])

  url = await restart()
  expect(await states()).toEqual(['signs', 'old'])
  expect(await statuses(url, held)).toEqual([200, 200, 200])
  const refreshed = await call(url, '/auth/refresh', { body: { refresh_token: held.native.refresh_token } })
  expect(refreshed.status).toBe(200)
  const renewed = (await refreshed.json()) as NativeTokens // its answer
  const fresh = (await (await login(url, 'nora@example.com')).json()) as NativeTokens // its answer

  await sojourn(['keys', 'rotate'])
  url = await restart()
  expect(await states()).toEqual(['signs', 'old', 'old'])
  expect(await statuses(url, { ...held, native: renewed })).toEqual([200, 200, 200])
  expect(await statusOf(url, fresh.access_token)).toBe(200)
})

it('has what a command issues understood by a server that does not know the new key yet', async () => {
  const mails = await startMailServer()
  const url = await restart()
  await register(url, 'nora@example.com')
  await sojourn(['keys', 'rotate'])
  expect(await states()).toEqual(['signs', 'next'])
  const env = { SOJOURN_MAIL: mails.url, SOJOURN_MAIL_FROM: 'no-reply@app.example' }
  expect((await sojourn(['users', 'reset-mail', 'nora@example.com'], env)).code).toBe(0)
  const code = /#code=3D([\w-]+)/.exec(mails.talks.join('').replaceAll('=\r\n', ''))?.[1]
  const reset = await call(url, '/auth/reset', { body: { code, next: 'another long and private sentence' } })
  expect(reset.status).toBe(204)
  await mails.close()
})

it('ends what an old key has issued when that is removed', async () => {
  let url = await restart()
  const held = await signInEverywhere(url)
  await sojourn(['keys', 'rotate'])
  url = await restart()
  const { stdout } = await sojourn(['keys', 'list', '--json'])
  const [signs, old] = JSON.parse(stdout) as { id: string }[] // our own answer
  expect((await sojourn(['keys', 'remove', signs?.id ?? '', '--yes'])).stderr).toContain('That key signs')
  expect((await sojourn(['keys', 'remove', old?.id ?? ''])).stderr).toContain('add --yes')
  const removed = await sojourn(['keys', 'remove', old?.id ?? '', '--yes'])
  expect(removed).toMatchObject({ code: 0, stderr: expect.stringContaining('Start the server again') })
  expect(await statuses(url, held)).toEqual([200, 200, 200])
  url = await restart()
  expect(await statuses(url, held)).toEqual([401, 401, 401])
})

it('leaves keys that the operator gives to the operator', async () => {
  const key = (await sojourn(['keys', 'generate'])).stdout.trim()
  expect(key).toMatch(/^[\w-]{43}$/)
  await restart({ SOJOURN_KEYS: key })
  expect((await sojourn(['keys', 'rotate'], { SOJOURN_KEYS: key })).stderr).toContain('behind the old one')
  const listed = await sojourn(['keys', 'list'], { SOJOURN_KEYS: key })
  expect(listed.stdout).toContain('signs')
  expect(listed.stdout).not.toContain(key)
  const newer = (await sojourn(['keys', 'generate'])).stdout.trim()
  await restart({ SOJOURN_KEYS: `${newer},${key}` })
  expect((await sojourn(['users', 'list'], { SOJOURN_KEYS: newer })).code).toBe(0)
  expect((await sojourn(['users', 'list'], { SOJOURN_KEYS: key })).stderr).toContain('are not those')
})
