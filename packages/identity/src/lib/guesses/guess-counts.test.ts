import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { AccountDatabase } from '../database/account-database.ts'
import { createSqliteAccounts } from '../sqlite/sqlite-accounts.ts'
import { createGuessCounts, type GuessCounts, type GuessSubject } from './guess-counts.ts'

const folder = mkdtempSync(join(tmpdir(), 'sojourn-guesses-'))
const opened: AccountDatabase[] = []

afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())))
afterAll(() => rmSync(folder, { recursive: true }))

function open(path = join(folder, `${crypto.randomUUID()}.db`)): {
  path: string
  database: AccountDatabase
  counts: GuessCounts
} {
  const database = createSqliteAccounts(path)
  opened.push(database)
  const options = { free: 4, backOffMs: 30_000, longestMs: 3_600_000, most: 100 }
  return { path, database, counts: createGuessCounts(database.query, options) }
}

async function addDevice({ query }: AccountDatabase): Promise<GuessSubject> {
  const account = { id: 'ada', email: 'a@b.example', email_key: 'a@b.example', name: null, roles: '[]' }
  const flags = { verified: 1, disabled: 0, ending: 0, created_at: 1, password_changed_at: 1 }
  await query
    .insertInto('accounts')
    .values({ ...account, ...flags, password_hash: 'none' })
    .execute()
  const seen = {
    first_seen_at: 1,
    last_seen_at: 1,
    network: null,
    user_agent: null,
    failures: 0,
    rest_until: 0,
  }
  await query
    .insertInto('devices')
    .values({ account_id: 'ada', digest: 'd', ...seen })
    .execute()
  return { kind: 'device', accountId: 'ada', digest: 'd' }
}

describe.each(['strangers', 'device'] as const)('guesses of %s', (kind) => {
  const subjectIn = async (database: AccountDatabase): Promise<GuessSubject> =>
    kind === 'device' ? addDevice(database) : { kind, subject: 'a:ada' }

  it('are free four times, then wait 30 s, twice as long each time, an hour at most', async () => {
    const { database, counts } = open()
    const subject = await subjectIn(database)
    let now = 1_000_000
    const waits: number[] = []
    for (let guess = 0; guess < 14; guess++) {
      expect(await counts.reserve(subject, now)).toEqual({ status: 'free' })
      const verdict = await counts.look(subject, now)
      const until = verdict.status === 'resting' ? (verdict.until ?? Infinity) : now
      waits.push((until - now) / 1000)
      if (until > now) expect(await counts.reserve(subject, until - 1)).toEqual({ status: 'resting', until })
      now = until
    }
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
  })

  it('are checked no more after a hundred in a row, whatever time passes', async () => {
    const { database, counts } = open()
    const subject = await subjectIn(database)
    let checked = 0
    for (let guess = 0; guess < 300; guess++) {
      if ((await counts.reserve(subject, guess * 86_400_000)).status === 'free') checked++
    }
    expect(checked).toBe(100)
    expect(await counts.look(subject, 1e15)).toEqual({ status: 'resting', until: null })
    await counts.forget(subject)
    expect(await counts.reserve(subject, 1e15)).toEqual({ status: 'free' })
  })

  it('are capped in parallel as they are one after the other, also by two processes, and after a restart', async () => {
    const { path, database, counts } = open()
    const other = open(path)
    const subject = await subjectIn(database)
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        (n % 2 ? counts : other.counts).reserve(subject, 1_000_000 + (n % 7)),
      ),
    )
    expect(verdicts.filter(({ status }) => status === 'free')).toHaveLength(5)
    await database.close()
    await other.database.close()
    const again = open(path)
    expect((await again.counts.reserve(subject, 1_010_000)).status).toBe('resting')
  })
})
