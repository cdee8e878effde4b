import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'
import { mendRights } from './mend-rights.ts'
import { StartError } from './start-error.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-rights-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function put(name: string, mode: number): void {
  writeFileSync(join(folder, name), '')
  chmodSync(join(folder, name), mode)
}
const modeOf = (name: string): string => (statSync(join(folder, name)).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('the rights of a data folder', () => {
  it('are taken from others, for the databases and what lies beside them', () => {
    for (const name of ['accounts.db', 'accounts.db-wal', 'sessions.db', 'sessions.db-reserve'])
      put(name, 0o644)
    put('key-check.json', 0o600)
    chmodSync(folder, 0o777)
    expect(mendRights(dataFolder(folder))).toHaveLength(5)
    expect([
      modeOf('.'),
      modeOf('accounts.db'),
      modeOf('accounts.db-wal'),
      modeOf('sessions.db-reserve'),
    ]).toEqual([...['700', '600', '600', '600']])
    expect(mendRights(dataFolder(folder))).toEqual([])
  })

  it('are left alone where others may only look, as in a mounted volume', () => {
    chmodSync(folder, 0o755)
    expect(mendRights(dataFolder(folder))).toEqual([])
    expect(modeOf('.')).toBe('755')
  })

  it('of a folder with other things in it are told, not changed', () => {
    put('somebody-elses.txt', 0o644)
    chmodSync(folder, 0o1777)
    expect(() => mendRights(dataFolder(folder))).toThrow(StartError)
    expect(() => mendRights(dataFolder(folder))).toThrow(/may write to .*\n.*chmod 700/)
    expect([modeOf('.'), modeOf('somebody-elses.txt')]).toEqual(['777', '644'])
  })

  it('of keys are never changed: whoever starts has to know that others could read them', () => {
    put('keys.json', 0o644)
    expect(mendRights(dataFolder(folder))).toEqual([])
    expect(modeOf('keys.json')).toBe('644')
  })
})
