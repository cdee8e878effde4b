import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-options-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'sessions.db')
}

const refused: readonly (readonly [keyof SqliteStoreOptions, SqliteStoreOptions])[] = [
  ['poll', { poll: 0 }],
  ['poll', { poll: '25d' }],
  ['poll', { poll: 2 ** 31 }],
  ['poll', { poll: Infinity }],
  ['busyTimeout', { busyTimeout: -1 }],
  ['maxBytes', { maxBytes: 0 }],
  ['changesKept', { changesKept: 1.5 }],
]

it.each(refused)('refuses a bad %s: %o, and makes no file', (name, options) => {
  const path = newPath()
  expect(() => createSqliteStore(path, options)).toThrow(
    expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining(`${name}: `) }),
  )
  expect(existsSync(path)).toBe(false)
})

it('takes the shortest and the longest poll that a timer can wait for', async () => {
  for (const poll of ['1ms', '24d'] as const) await createSqliteStore(newPath(), { poll }).close()
})
