import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { spawnSojourn } from '../../../packages/server/src/lib/start/server-process.test-support.ts'
import type { FreshCheckout } from '../../../scripts/fresh-checkout.ts'

/** What the server's process occupies, in megabytes. */
export interface RestingMemory {
  readonly started: number
  /** After a thousand browsers have loaded the page that signs in. */
  readonly visited: number
}

const visits = 1000
const restMs = 10_000

/** Starts what `npm start` runs, and looks at its memory when it has had nothing to do for a while. */
export async function measureMemory({ folder, startScript }: FreshCheckout): Promise<RestingMemory> {
  const env = { SOJOURN_DATA: join(folder, 'memory') }
  const server = spawnSojourn([], { script: startScript, cwd: folder, env })
  try {
    const url = await server.url()
    await setTimeout(restMs)
    const started = megabytes(server.child.pid)
    for (let visit = 0; visit < visits; visit++) await loadSignInPage(url)
    await setTimeout(restMs)
    return { started, visited: megabytes(server.child.pid) }
  } finally {
    server.child.kill('SIGTERM')
    await server.ended
  }
}

async function loadSignInPage(url: string): Promise<void> {
  const page = await get(`${url}/sign-in`)
  const files = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  await Promise.all([...files, '/auth/settings', '/auth/session'].map((path) => get(url + path)))
}

async function get(url: string): Promise<string> {
  const response = await fetch(url)
  return response.text()
}

/** `VmRSS`, as Linux tells it. */
function megabytes(pid: number | undefined): number {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}
