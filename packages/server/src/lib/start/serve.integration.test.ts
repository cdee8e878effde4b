import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, login, type NativeTokens, password, register, statusOf } from './api.test-support.ts'
import { makeTempFolder, type SojournProcess, spawnSojourn } from './server-process.test-support.ts'

let data: string
const running: SojournProcess[] = []
beforeEach(() => {
  data = makeTempFolder()
})
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(data, { recursive: true })
})

const quick = { SOJOURN_MAIL: 'none', SOJOURN_ARGON2_MEMORY: '7168', SOJOURN_ARGON2_PASSES: '5' }

function start(env: Readonly<Record<string, string>> = {}): SojournProcess {
  const server = spawnSojourn(['serve'], { env: { ...quick, SOJOURN_DATA: data, ...env } })
  running.push(server)
  return server
}

async function stop(server: SojournProcess): Promise<number | null> {
  server.child.kill('SIGTERM')
  return server.ended
}

/** A sign-in whose body is held back until `finish`. */
async function heldRequest(url: string): Promise<{ finish(): Promise<IncomingMessage> }> {
  const body = JSON.stringify({ email: 'nora@example.com', password, client: 'native' })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    expect: '100-continue',
  }
  const held = request(`${url}/auth/login`, { method: 'POST', headers })
  held.flushHeaders()
  const answered = once(held, 'response') as Promise<[IncomingMessage]> // by its documentation
  answered.catch(() => {}) // looked at in `finish`
  await once(held, 'continue') // the server has it, and waits for the body
  return {
    async finish() {
      held.end(body)
      const [response] = await answered
      response.resume()
      return response
    },
  }
}

describe('serve', () => {
  it('says where it is, keeps everything private, and stops at a signal with code 0', async () => {
    const server = start()
    const url = await server.url()
    expect(url).toMatch(/^http:\/\/localhost:\d+$/)
    expect(await (await call(url, '/healthz')).json()).toEqual({ status: 'ok' })
    expect(statSync(data).mode & 0o777).toBe(0o700)
    const names = readdirSync(data)
    expect(names).toEqual(
      expect.arrayContaining(['accounts.db', 'key-check.json', 'keys.json', 'sessions.db']),
    )
    for (const name of names) expect(statSync(join(data, name)).mode & 0o077).toBe(0)
    expect(await stop(server)).toBe(0)
    const lines = server.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ message }) => message)).toEqual(['listening', 'stopping', 'stopped'])
    expect(lines[0]).toMatchObject({ level: 'info', url })
  })

  it.runIf(process.platform === 'linux')('starts and rests within twice of what it may take', async () => {
    const server = start()
    await server.url()
    const of = (name: string): string => readFileSync(`/proc/${server.child.pid}/${name}`, 'utf8')
    const [user, system] = of('stat').split(' ').slice(13, 15).map(Number)
    // Time of the processor, in hundredths of a second: the clock on the wall tells of everything that runs here.
    expect(((user ?? 0) + (system ?? 0)) / 100).toBeLessThan(2 * 2)
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(of('status'))?.[1])
    expect(kilobytes / 1024).toBeLessThan(2 * 120)
  })

  it('answers what is under way when it stops, and takes nothing new', async () => {
    const server = start()
    const url = await server.url()
    await register(url, 'nora@example.com')
    const held = await Promise.all([heldRequest(url), heldRequest(url), heldRequest(url)])
    server.child.kill('SIGTERM')
    while (!server.stdout.includes('stopping')) await once(server.child.stdout ?? server.child, 'data')
    await expect(call(url, '/healthz', { headers: { connection: 'close' } })).rejects.toThrow()
    const answers = await Promise.all(held.map(({ finish }) => finish()))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
    expect(await server.ended).toBe(0)

    const again = await start().url()
    const { access_token: bearer } = (await (await login(again, 'nora@example.com')).json()) as NativeTokens // its answer
    const { sessions } = (await (await call(again, '/auth/sessions', { bearer })).json()) as {
      sessions: object[]
    } // its answer
    expect(sessions).toHaveLength(5)
  })

  it('cuts off what does not end in time, and ends at once at a second signal', async () => {
    const patient = start({ SOJOURN_DRAIN: '200ms' })
    const held = await heldRequest(await patient.url())
    expect(await stop(patient)).toBe(0)
    await expect(held.finish()).rejects.toThrow()

    const server = start({ SOJOURN_DRAIN: '10m' })
    const url = await server.url()
    const forever = await heldRequest(url)
    server.child.kill('SIGINT')
    while (!server.stdout.includes('stopping')) await once(server.child.stdout ?? server.child, 'data')
    server.child.kill('SIGINT') // npm and the terminal send it both: this one is the same
    expect(
      (await call(url, '/healthz', { headers: { connection: 'close' } }).catch(() => null))?.status,
    ).toBeUndefined()
    expect(server.child.exitCode).toBeNull()
    // Half a second has to pass by the clock of that process: until then a signal is the same one.
    const again = setInterval(() => server.child.kill('SIGINT'), 100)
    expect(await server.ended).toBe(130)
    clearInterval(again)
    await expect(forever.finish()).rejects.toThrow()
  })

  it('goes on when nobody reads its log, and says how many lines it dropped', async () => {
    const server = start({ SOJOURN_LOG_LEVEL: 'debug' })
    const url = await server.url()
    server.child.stdout?.pause()
    const bearer = `sja_${'A'.repeat(200)}`
    const headers = { 'user-agent': 'x'.repeat(8000) }
    // Each line is small, as the engine cuts what it tells: 1 MiB may wait.
    for (let round = 0; round < 50; round++) {
      const knock = (): Promise<Response> => call(url, '/auth/session', { bearer, headers })
      const statuses = (await Promise.all(Array.from({ length: 100 }, knock))).map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set([401]))
    }
    server.child.stdout?.resume()
    while (!server.stdout.includes('lines were dropped'))
      await once(server.child.stdout ?? server.child, 'data')
    expect(await stop(server)).toBe(0)
    const [, count] = /"count":(\d+),"message":"lines were dropped"/.exec(server.stdout) ?? []
    expect(Number(count)).toBeGreaterThan(0)
  })

  it('keeps accounts and every kind of session over a restart', async () => {
    const first = start({ PORT: '0' })
    const url = await first.url()
    const native = await register(url, 'nora@example.com')
    const { session_token: token } = (await (await login(url, 'nora@example.com', 'token')).json()) as {
      session_token: string // its answer
    }
    expect(await stop(first)).toBe(0)
    const again = await start().url()
    expect(await statusOf(again, native.access_token)).toBe(200)
    expect(await statusOf(again, token)).toBe(200)
    expect(
      (await call(again, '/auth/refresh', { body: { refresh_token: native.refresh_token } })).status,
    ).toBe(200)
  })

  it('writes no credential to its log, its messages or its data folder', async () => {
    const server = start({ SOJOURN_LOG_LEVEL: 'debug', SOJOURN_MAIL: 'outbox', SOJOURN_KEYS: 'k'.repeat(64) })
    const url = await server.url()
    const secrets = new Set<string>([password, 'k'.repeat(64)])
    const keep = async (response: Response): Promise<unknown> => {
      expect(response.status, response.url).toBeLessThan(300)
      for (const cookie of response.headers.getSetCookie())
        secrets.add(/=([^;]{8,})/.exec(cookie)?.[1] ?? password)
      const text = await response.text()
      for (const [, secret] of text.matchAll(
        /"(?:[a-z]+_token|code)":"([^"/]{16,})"|"device":\{"id":"([^"]+)"/g,
      )) {
        if (secret) secrets.add(secret)
      }
      return text === '' ? null : JSON.parse(text)
    }
    const code = async (): Promise<string> => {
      for (;;) {
        const { mails } = (await (await call(url, '/outbox.json')).json()) as { mails: { text: string }[] } // our own
        const found = /#code=([\w-]+)/.exec(mails[0]?.text ?? '')?.[1]
        if (found) return found
      }
    }
    await keep(
      await call(url, '/auth/register', { body: { email: 'nora@example.com', password, client: 'native' } }),
    )
    const verify = await code()
    secrets.add(verify)
    await keep(await call(url, '/auth/verify', { body: { code: verify, password, client: 'token' } }))
    const sameOrigin = { 'sec-fetch-site': 'same-origin' }
    for (const client of ['web', 'native', 'token']) {
      const body = { email: 'nora@example.com', password, client }
      const answer = await keep(await call(url, '/auth/login', { body, headers: sameOrigin }))
      const { refresh_token: token } = answer as { refresh_token?: string } // its answer
      if (token) {
        await keep(await call(url, '/auth/refresh', { body: { refresh_token: token } }))
        await keep(await call(url, '/auth/refresh', { body: { refresh_token: token, reread: true } }))
      }
    }
    for (const secret of [...secrets]) {
      await call(url, `/auth/session?token=${secret}`, {
        bearer: secret,
        headers: { 'user-agent': `x ${secret.slice(0, 9)}` },
      })
      await call(url, '/auth/login', {
        body: { email: `${secret.slice(0, 30)}@example.com`, password: secret },
      })
      await call(url, '/auth/reset', { body: { code: secret, next: secret } })
    }
    expect(secrets.size).toBeGreaterThan(8)
    expect(await stop(server)).toBe(0)
    const said = server.stdout + server.stderr
    const kept = readdirSync(data)
      .map((name) => readFileSync(join(data, name), 'latin1'))
      .join('')
    for (const secret of secrets) {
      expect(said.includes(secret), `the log holds ${secret}`).toBe(false)
      expect(kept.includes(secret), `the data folder holds ${secret}`).toBe(false)
    }
    expect(said).toContain('session/created')
    expect(said).not.toMatch(/sj[sar]_[\w-]{20}/)
  })
})
