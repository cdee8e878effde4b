import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withFileLock } from './file-lock.ts'
import { makeTempFolder } from './server-process.test-support.ts'

const holder = fileURLToPath(new URL('hold-lock.test-process.ts', import.meta.url))
let folder: string
let path: string
beforeEach(() => {
  folder = makeTempFolder()
  path = join(folder, 'count')
  writeFileSync(path, '0')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Counts in a process of its own. How often it counted, and whether it was killed. */
async function countElsewhere(
  rounds: number,
  killedIn = 0,
): Promise<{ readonly counted: number; readonly isKilled: boolean }> {
  const argv = ['--conditions=@sojourn/source', holder, path, String(rounds), String(killedIn)]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [dots, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')])
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL'])
  return { counted: dots.length, isKilled: signal !== null }
}

it('lets one process at a time work, also while others that hold it are killed', async () => {
  const patient = Array.from({ length: 2 }, () => countElsewhere(60))
  const doomed = Array.from({ length: 4 }, () => countElsewhere(1000, 10))
  const all = await Promise.all([...patient, ...doomed])
  const known = all.reduce((sum, { counted }) => sum + counted, 0)
  expect(all.map(({ isKilled }) => isKilled)).toEqual([false, false, true, true, true, true])
  expect(Number(readFileSync(path, 'utf8'))).toBe(known)
})

it('goes from a process that is killed to the next at once, and stays an empty file for this user alone', async () => {
  expect(await countElsewhere(1, 1)).toEqual({ counted: 0, isKilled: true })
  const began = performance.now()
  expect(await withFileLock(`${path}.lock`, () => 'mine')).toBe('mine')
  expect(performance.now() - began).toBeLessThan(2000)
  const { size, mode } = statSync(`${path}.lock`)
  expect([size, mode & 0o777]).toEqual([0, 0o600])
})

it('goes on when the work fails', async () => {
  const fail = (): never => {
    throw new TypeError('no')
  }
  await expect(withFileLock(`${path}.lock`, fail)).rejects.toThrow('no')
  expect(await withFileLock(`${path}.lock`, () => 1)).toBe(1)
})

it('says what to do about a file that cannot be a lock', async () => {
  writeFileSync(`${path}.lock`, 'no database, but long enough to be one by its size'.repeat(100))
  await expect(withFileLock(`${path}.lock`, () => 1)).rejects.toThrow(/cannot be had.*\n.*remove it/)
})
