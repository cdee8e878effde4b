import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import type { Clock } from 'sojourn'
import { expect, it } from 'vitest'
import { startTempShop } from '../test-support/temp-shop.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const lines = [...readme.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map((match) => match[1]).join('\n')
/** Nobody waits: where the lines sleep, the shop's clock is moved. */
const sleep = 'sleep() { curl -fsS "$CLOCK/$1"; }'
const run = promisify(execFile)

it('the lines of the README walk the whole life of a token', async () => {
  let passedMs = 0
  const clock: Clock = {
    now: () => Date.now() + passedMs,
    monotonic: () => performance.now() + passedMs,
  }
  const clockServer = createServer((req, res) => {
    passedMs += Number(req.url?.slice(1)) * 1000
    res.end()
  })
  const shop = await startTempShop(clock)
  try {
    const env = { PATH: process.env.PATH, SHOP: shop.url, CLOCK: await listen(clockServer) }
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', `${sleep}\n${lines}`], { env })
    const answers = stdout.split(/(?<=\})(?=\{)/).map((text): unknown => JSON.parse(text))
    const user = { name: 'Nora Lind', email: 'nora@example.com' }
    expect(answers).toMatchObject([
      { user },
      { user, session: { status: 'signed-in', client: { kind: 'native', name: 'My terminal' } } },
      { mug: 2, lamp: 1 },
      { mug: 2 },
      { user },
      { code: 'refresh/stale', status: 409 },
      {
        sessions: [
          { current: true, client: { kind: 'native', name: 'My terminal', network: '127.0.0.0/24' } },
        ],
      },
      { code: 'session/revoked', status: 401 },
      { user },
      { code: 'refresh/reused', status: 401 },
      { code: 'session/revoked', status: 401 },
    ])
    expect(answers[3]).toEqual({ mug: 2 })
    expect(stdout).not.toMatch(/sj[sar]_/)
    expect(passedMs).toBe(4 * 31_000)
  } finally {
    clockServer.close()
    await shop.close()
  }
})

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}
