import { join } from 'node:path'
import { spawnSojourn } from '../../../packages/server/src/lib/start/server-process.test-support.ts'
import type { FreshCheckout } from '../../../scripts/fresh-checkout.ts'

/** How long starting takes, in milliseconds. */
export interface StartTimes {
  /** From `npm ci`: the pages are built, and the code is compiled. */
  readonly first: number
  /** Every further one. */
  readonly later: readonly number[]
}

/** Starts what `npm start` runs, again and again, each time on a folder of its own, until it prints its address. */
export async function measureStarts(checkout: FreshCheckout, rounds: number): Promise<StartTimes> {
  const first = await timeStart(checkout, 'first')
  const later: number[] = []
  for (let round = 0; round < rounds; round++) later.push(await timeStart(checkout, `round-${round}`))
  return { first, later }
}

async function timeStart({ folder, startScript }: FreshCheckout, data: string): Promise<number> {
  const began = performance.now()
  const env = { SOJOURN_DATA: join(folder, data) }
  const server = spawnSojourn([], { script: startScript, cwd: folder, env })
  await server.url()
  const ms = performance.now() - began
  server.child.kill('SIGTERM')
  await server.ended
  return ms
}
