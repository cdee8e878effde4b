import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createReserve, type Reserve } from './reserve.ts'

const [megabyte, patience] = [1 << 20, { timeout: 10_000, interval: 5 }]

let folder: string
let file: string
const open: Reserve[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-reserve-'))
  file = join(folder, 'sessions.db-reserve')
})
afterEach(() => {
  for (const reserve of open.splice(0)) reserve.close()
  rmSync(folder, { recursive: true })
})

function create(bytes: number): Reserve {
  const reserve = createReserve({ file, bytes })
  open.push(reserve)
  return reserve
}
const isWhole = (bytes: number) => vi.waitFor(() => expect(statSync(file).size).toBe(bytes), patience)

it('fills a file of its own, that only its owner can read and that does not compress', async () => {
  create(3 * megabyte + 5).keepFull(() => 0)
  await isWhole(3 * megabyte + 5)
  const { mode, blocks } = statSync(file)
  expect(mode & 0o777).toBe(0o600)
  expect(blocks * 512).toBeGreaterThanOrEqual(3 * megabyte)
})

it('gives back a part at a time until nothing is left, and then has it again', async () => {
  const reserve = create(megabyte)
  reserve.keepFull(() => 0)
  await isWhole(megabyte)
  expect(reserve.isShort()).toBe(false)
  expect(reserve.release(1)).toBe(true)
  expect(reserve.isShort()).toBe(true)
  expect(statSync(file).size).toBe((megabyte / 64) * 63)
  expect(reserve.release(62)).toBe(true)
  expect(reserve.release(8)).toBe(true)
  expect(statSync(file).size).toBe(0)
  expect(reserve.release(1)).toBe(false)
  await vi.waitFor(() => expect(reserve.isShort()).toBe(false), patience)
  expect(statSync(file).size).toBe(megabyte)
})

it('completes what another process, or a crash, left unfinished', async () => {
  writeFileSync(file, 'the beginning of one')
  create(megabyte).keepFull(() => 0)
  await isWhole(megabyte)
})

it('takes nothing from a disk that has no room for twice as much', async () => {
  const reserve = create(2 ** 52)
  const looked = new Promise<void>((resolve) => {
    reserve.keepFull(() => {
      resolve()
      return 2 ** 52
    })
  })
  writeFileSync(file, 'x')
  expect(reserve.release(1)).toBe(true)
  expect(reserve.isShort()).toBe(true)
  await looked // it asks for room inside of the database, when there is none outside
  expect(reserve.isShort()).toBe(false)
  expect(statSync(file).size).toBe(0)
})

it('keeps none when none is wanted', async () => {
  writeFileSync(file, 'of an earlier start')
  const reserve = create(0)
  reserve.keepFull(() => 0)
  await vi.waitFor(() => expect(existsSync(file)).toBe(false), patience)
  expect(reserve.release(1)).toBe(false)
})
