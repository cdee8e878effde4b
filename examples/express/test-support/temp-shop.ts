import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from 'sojourn'
import { type RunningShop, startShop } from '../src/start-shop.ts'

/** A folder of its own in the system's temporary one. */
export function makeTempFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sojourn-shop-'))
}

/** The whole shop on a free port, with nothing in it. Closing it removes its data. */
export async function startTempShop(clock?: Clock): Promise<RunningShop> {
  const dataFolder = makeTempFolder()
  const shop = await startShop({ port: 0, dataFolder, keys: null, origin: null, logToStdout: false }, clock)
  return {
    url: shop.url,
    async close() {
      await shop.close()
      rmSync(dataFolder, { recursive: true })
    },
  }
}
