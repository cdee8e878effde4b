import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { login, register } from './api.test-support.ts'
import { makeTempFolder, type SojournProcess, spawnSojourn } from './server-process.test-support.ts'

let data: string
let server: SojournProcess | null = null
beforeEach(() => {
  data = makeTempFolder()
})
afterEach(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  server = null
  rmSync(data, { recursive: true })
})

async function restart(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<string> {
  server?.child.kill(signal)
  await server?.ended
  const env = {
    SOJOURN_DATA: data,
    SOJOURN_MAIL: 'none',
    SOJOURN_ARGON2_MEMORY: '7168',
    SOJOURN_ARGON2_PASSES: '5',
  }
  server = spawnSojourn([], { env })
  return server.url()
}

async function stop(): Promise<void> {
  server?.child.kill('SIGTERM')
  await server?.ended
}

describe('a data folder that something is missing from', () => {
  it('is started without its sessions, which a warning tells; who signed in has to do so again', async () => {
    await register(await restart(), 'nora@example.com')
    await stop()
    for (const end of ['', '-wal', '-shm', '-reserve'])
      rmSync(join(data, `sessions.db${end}`), { force: true })
    const url = await restart()
    expect((await login(url, 'nora@example.com')).status).toBe(200)
    await stop()
    expect(server?.stdout).toMatch(/"level":"warn".*sessions\.db.*everybody has to sign in again/)
    await restart()
    await stop()
    expect(server?.stdout).not.toContain('sign in again')
  })

  it.each([
    ['the keys', ['accounts.db', 'sessions.db', 'key-check.json']],
    ['the sessions', ['accounts.db', 'key-check.json']],
    ['the accounts', ['key-check.json']],
  ])('is a first start that was broken off behind %s, and goes on', async (_made, missing) => {
    await restart()
    await stop()
    for (const name of missing) rmSync(join(data, name))
    await restart()
    await stop()
    expect(server?.stdout).not.toContain('"level":"warn"')
    expect(existsSync(join(data, 'key-check.json'))).toBe(true)
  })

  it('is none when the first server was killed: its accounts are in their file by then', async () => {
    await restart()
    await restart('SIGKILL')
    expect(statSync(join(data, 'accounts.db')).size).toBeGreaterThan(0)
  })
})
