import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createFileVault } from './client.test-file-vault.ts'
import { createHttpWorld } from './client.test-http-world.ts'
import { windowMs } from './client.test-server.ts'

const program = fileURLToPath(new URL('killed-client.test-process.ts', import.meta.url))
const hourMs = 3_600_000

/** Before and after: reading, refreshing, replacing (read, write, rename), and the request itself. */
const points = 2 + 2 + 4 + 2

/** Runs the client of the other file. Null when it was killed, else its exit code. */
async function runUntilKilled(home: string, path: string, n: number): Promise<number | null> {
  const child = spawn(process.execPath, ['--conditions=@sojourn/source', program, home, path, String(n)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  return code
}

describe('a process that is killed at any moment of a renewal', () => {
  for (const [pause, pauseMs] of [
    ['at once', 0],
    ['after the rotation window', 2 * windowMs],
  ] as const) {
    it(`is still signed in when it starts again ${pause}, and reported as no thief`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sojourn-client-'))
      await using world = await createHttpWorld()
      const { server, orders } = world
      try {
        let n = 0
        for (let code: number | null = null; code === null; ) {
          n += 1
          const path = join(folder, `${n}.json`)
          const vault = createFileVault(path)
          world.deviceOffMs = -hourMs // to the process, whose clock is right, the access token has expired
          const { client } = await world.signedIn({ vault })
          client.close()
          world.deviceOffMs = 0
          server.clock.advance(hourMs)
          code = await runUntilKilled(server.home, path, n)
          expect([n, code]).toEqual([n, n > points ? 0 : null])
          server.clock.advance(pauseMs)
          const again = world.start({ vault })
          expect([n, (await again.client.fetch(orders)).status]).toEqual([n, 200])
          server.clock.advance(2 * windowMs)
          await again.client.refresh()
          expect([n, again.client.state.status]).toEqual([n, 'signed-in'])
          again.client.close()
        }
        expect(n).toBe(points + 1)
        expect(server.thefts()).toBe(0)
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  }
})
