import { chmodSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempFolder, spawnSojourn } from './server-process.test-support.ts'

let data: string
beforeEach(() => {
  data = makeTempFolder()
})
afterEach(() => rmSync(data, { recursive: true }))

/** What a server warns of while it starts, and says to a terminal. */
async function start(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly warnings: string; readonly stdout: string; readonly stderr: string }> {
  const server = spawnSojourn(['serve'], { env: { SOJOURN_DATA: data, ...env } })
  await server.url()
  server.child.kill('SIGTERM')
  await server.ended
  const warnings = server.stdout.split('\n').filter((line) => line.includes('"level":"warn"'))
  return { warnings: warnings.join('\n'), stdout: server.stdout, stderr: server.stderr }
}
const open = { SOJOURN_ORIGIN: 'https://app.example', SOJOURN_PROXIES: '1', NODE_ENV: 'production' }

it('warns that the outbox is for development', async () => {
  const { warnings, stderr } = await start({ SOJOURN_MAIL: 'outbox' })
  expect(warnings).toContain('for development only')
  expect(warnings).toMatch(/http:\/\/localhost:\d+\/outbox/)
  expect(stderr).toContain('for development only')
  expect((await start({ SOJOURN_MAIL: 'none' })).warnings).toBe('')
})

it('warns that a public server without mail confirms no address, unless registration is closed', async () => {
  const { warnings, stderr } = await start(open)
  expect(warnings).toContain('anybody can register any address')
  expect(stderr).toContain('Anybody can register any address')
  expect((await start({ ...open, SOJOURN_REGISTRATION: 'closed' })).warnings).toBe('')
})

it('keeps on record why lifetimes are looser than their level allows (STANDARDS 17)', async () => {
  const mail = { SOJOURN_MAIL: 'none' }
  expect((await start(mail)).stdout).not.toContain('assuranceLevel')
  expect((await start({ ...mail, SOJOURN_LEVEL: '2' })).stdout).toContain(
    '"assuranceLevel":2,"justification":null',
  )
  const justification = 'A kiosk that nobody leaves'
  const loose = { ...mail, SOJOURN_LEVEL: '2', SOJOURN_IDLE: '2h', SOJOURN_JUSTIFICATION: justification }
  expect((await start(loose)).warnings).toContain(`"assuranceLevel":2,"justification":"${justification}"`)
})

it.skipIf(process.platform === 'win32')(
  'takes the rights of others to databases that were open, and says so',
  async () => {
    await start({ SOJOURN_MAIL: 'none' })
    chmodSync(join(data, 'accounts.db'), 0o644)
    chmodSync(data, 0o777)
    const { warnings } = await start({ SOJOURN_MAIL: 'none' })
    expect(warnings).toContain('accounts.db')
    expect(warnings).toContain('others on this machine')
    const modes = [data, join(data, 'accounts.db')].map((path) => (statSync(path).mode & 0o777).toString(8))
    expect(modes).toEqual(['700', '600'])
  },
)
