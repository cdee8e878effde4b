import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountDatabase } from '../database/account-database.ts'
import { migrations } from '../database/migrations.ts'
import { createSqliteAccounts } from './sqlite-accounts.ts'

let folder: string
let path: string
const opened: AccountDatabase[] = []
const open = (options?: Parameters<typeof createSqliteAccounts>[1]): AccountDatabase => {
  const database = createSqliteAccounts(path, options)
  opened.push(database)
  return database
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-accounts-'))
  path = join(folder, 'accounts.db')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()))
  rmSync(folder, { recursive: true })
})

const guess = (subject: string) => ({ subject, failures: 1, rest_until: 2 ** 52, last_at: 1 })

describe('the accounts database', () => {
  it('keeps what was written, over a restart and for another process', async () => {
    const first = open()
    await first.query.insertInto('guesses').values(guess('a')).execute()
    const second = open()
    expect(await second.query.selectFrom('guesses').selectAll().execute()).toEqual([guess('a')])
    await first.close()
    await first.close()
    expect(await second.query.selectFrom('guesses').selectAll().execute()).toHaveLength(1)
  })

  it('is as durable as SQLite can make it, and overwrites what is deleted', () => {
    open()
    const inspect = new DatabaseSync(path)
    expect(inspect.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(inspect.prepare('PRAGMA user_version').get()).toEqual({ user_version: 4 })
    inspect.close()
  })

  it('takes over the codes of a file from before epochs were kept, without one', async () => {
    const older = new DatabaseSync(path)
    for (const step of migrations.slice(0, 2)) older.exec(step)
    older.exec('PRAGMA application_id = 0x534a4944; PRAGMA user_version = 2')
    older.exec("INSERT INTO codes VALUES ('ada', 'email', 'digest', 'a@example.com', 'a@example.com', 1)")
    older.close()
    const row = await open().query.selectFrom('codes').select('epoch').executeTakeFirst()
    expect(row).toEqual({ epoch: null })
  })

  it('commits a transaction whole or not at all, and alone', async () => {
    const { query } = open()
    const failing = query.transaction().execute(async (transaction) => {
      await transaction.insertInto('guesses').values(guess('a')).execute()
      await new Promise((resolve) => setTimeout(resolve, 5))
      throw new Error('changed my mind')
    })
    const beside = query.insertInto('guesses').values(guess('b')).execute()
    await expect(failing).rejects.toThrow('changed my mind')
    await beside
    expect(await query.selectFrom('guesses').select('subject').execute()).toEqual([{ subject: 'b' }])
  })

  it('takes texts as values, whatever they hold', async () => {
    const { query } = open()
    const texts = ["'; DROP TABLE guesses; --", '__proto__', '"', '\u2028', '😀', '%_\\']
    for (const text of texts) await query.insertInto('guesses').values(guess(text)).execute()
    const rows = await query.selectFrom('guesses').select('subject').execute()
    expect(rows.map(({ subject }) => subject).sort()).toEqual([...texts].sort())
  })

  it('waits for another process without stopping this one, and says so when it takes too long', async () => {
    const { query } = open({ busyTimeout: '60ms' })
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    const refused = query.insertInto('guesses').values(guess('a')).execute()
    await expect(refused).rejects.toMatchObject({
      code: 'store/busy',
      message: expect.stringContaining(path),
    })
    const transaction = query.transaction().execute(async () => {})
    await expect(transaction).rejects.toMatchObject({ code: 'store/busy' })
    expect(turns).toBeGreaterThan(10)
    clearInterval(counting)
    const patient = query.insertInto('guesses').values(guess('b')).execute()
    other.exec('COMMIT')
    other.close()
    await patient
    expect(await query.selectFrom('guesses').select('subject').execute()).toEqual([{ subject: 'b' }])
  })

  it('names no value in an error', async () => {
    const { query } = open()
    await query.insertInto('guesses').values(guess('a secret')).execute()
    const again = query.insertInto('guesses').values(guess('a secret')).execute()
    await expect(again).rejects.toMatchObject({
      code: 'store/unavailable',
      message: expect.not.stringContaining('secret'),
    })
  })
})

describe('a file that cannot serve', () => {
  it.each(['', ':memory:'])('as there is none (%j)', (none) => {
    expect(() => createSqliteAccounts(none)).toThrow(expect.objectContaining({ code: 'config/invalid' }))
  })

  it('is left as it is when it is no database', () => {
    const text = 'these are not accounts, they are 48 characters!!'.repeat(20)
    writeFileSync(path, text)
    expect(open).toThrow(expect.objectContaining({ code: 'store/damaged' }))
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is left as it is when it is another application’s, or of a newer version', () => {
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE customers (name text)')
    other.close()
    const before = readFileSync(path)
    expect(open).toThrow(
      expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining('another') }),
    )
    expect(readFileSync(path).equals(before)).toBe(true)
    rmSync(path)
    open()
    const newer = new DatabaseSync(path)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(open).toThrow(
      expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining('newer') }),
    )
  })

  it('is told of when its folder is missing, or is a folder itself', () => {
    mkdirSync(path)
    expect(open).toThrow(expect.objectContaining({ code: 'store/unavailable' }))
    path = join(folder, 'missing', 'accounts.db')
    expect(open).toThrow(expect.objectContaining({ code: 'store/unavailable' }))
  })

  it('is told of when it may not be written to', () => {
    open()
    chmodSync(folder, 0o755)
    chmodSync(path, 0o444)
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(65_534) // root may write to everything
    try {
      expect(open).toThrow(expect.objectContaining({ code: 'store/unavailable' }))
    } finally {
      if (root) process.seteuid?.(0)
    }
  })

  it('is told of as damaged when a page of it is', async () => {
    const { query, close } = open()
    for (let n = 0; n < 2000; n++)
      await query
        .insertInto('guesses')
        .values(guess(`subject ${n}`))
        .execute()
    await close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0x5a, 4096))
    await expect(async () => {
      await open().query.selectFrom('guesses').selectAll().execute()
    }).rejects.toMatchObject({ code: 'store/damaged' })
  })
})
