import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'
import { makeKeyFile, readKeyFile } from './key-file.ts'
import { makeTempFolder } from './server-process.test-support.ts'

const rotator = fileURLToPath(new URL('rotate-keys.test-process.ts', import.meta.url))

/** The ids of all keys that a process saw while it rotated them. */
async function rotateElsewhere(folder: string): Promise<readonly string[]> {
  const argv = ['--conditions=@sojourn/source', rotator, folder]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  expect(code).toBe(0)
  return said.trim().split('\n')
}

it('loses no key when several processes rotate them at once', async () => {
  const files = dataFolder(makeTempFolder())
  makeKeyFile(files, Date.now())
  const seen = await Promise.all([1, 2, 3].map(() => rotateElsewhere(files.path)))
  const kept = readKeyFile(files)?.map(({ id }) => id) ?? []
  expect([...new Set(seen.flat())].filter((id) => !kept.includes(id))).toEqual([])
  expect(kept.length).toBeGreaterThan(3)
  rmSync(files.path, { recursive: true })
})
