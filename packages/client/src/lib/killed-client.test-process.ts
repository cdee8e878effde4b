import { createFileVault } from './client.test-file-vault.ts'
import { createClient } from './create-client.ts'

/** A client that renews and sends one request, and that is killed at its `n`th point of no return. */
const [home = '', path = '', n = ''] = process.argv.slice(2)
let points = 0

async function point(): Promise<void> {
  points += 1
  if (points !== Number(n)) return
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {}) // nothing is done any more
}

const client = createClient({
  baseUrl: `${home}/auth`,
  vault: createFileVault(path, point),
  async fetch(url: string, init?: RequestInit) {
    await point()
    const answer = await fetch(url, init)
    await point()
    return answer
  },
})
const { status } = await client.fetch(`${home}/orders`)
client.close()
process.exitCode = status === 200 ? 0 : 1
