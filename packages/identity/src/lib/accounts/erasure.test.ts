import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { From } from './from.ts'
import {
  ada,
  away,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
} from './start-identity.test-support.ts'

let test: TestIdentity
afterEach(() => test.stop())

const from: From = { network: '192.0.2.0/24', userAgent: 'Analytical/1843 (engine)', device: null }

/** Every file that the database has made, as one text. */
function dump(): string {
  const folder = dirname(test.path)
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('\n')
}

/** Everything that can be kept about a person: registered, confirmed, signed in, guessed at, asked for mails. */
async function live(email: string): Promise<{ id: string; secrets: string[] }> {
  const { identity, outbox } = test
  const secrets: string[] = []
  await identity.register({ email, password, name: 'Augusta Ada King' }, from)
  secrets.push(await outbox.takeCode())
  const verified = await identity.verify({ code: secrets[0] ?? '', password }, from)
  const device = verified.status === 'verified' ? verified.device : null
  const signedIn = await identity.authenticate({ email, password }, { ...from, device })
  if (signedIn.status !== 'authenticated') throw new TypeError(signedIn.code)
  secrets.push(signedIn.device)
  const { id } = signedIn.account
  await test.sojourn.signIn(id, {
    methods: ['pwd'],
    client: { userAgent: from.userAgent, network: from.network },
  })
  await test.guess(3, from, email)
  await identity.requestReset(email, from)
  secrets.push(await outbox.takeCode())
  await identity.requestEmailChange(id, `new-${email}`, from)
  secrets.push(await outbox.takeCode())
  await outbox.take()
  await identity.rename(id, 'Augusta Ada Lovelace', from)
  await identity.note(id, 'refresh-theft', from)
  return { id, secrets }
}

describe('the database files', () => {
  it('hold no password, no code and no mark, at any time', async () => {
    test = await startIdentity({ mailer: 'outbox' })
    const { id, secrets } = await live('augusta@example.com')
    const checkpoints: string[] = [dump()]
    await test.identity.changePassword(id, { current: password, next: nextPassword, keep: null }, from)
    checkpoints.push(dump())
    await test.identity.authenticate(
      { email: 'nobody@example.com', password: 'an address typed: eve@example.org' },
      from,
    )
    await test.identity.authenticate({ email: 'mistyped-secret@example.com', password }, from)
    checkpoints.push(dump())
    await test.identity.close()
    await test.database.close()
    checkpoints.push(dump())
    expect(secrets).toHaveLength(4)
    for (const text of checkpoints) {
      expect(text).toContain('augusta@example.com') // it is the right file, and it can be read
      for (const secret of [
        ...secrets,
        password,
        nextPassword,
        'kettles',
        'eve@example.org',
        'mistyped-secret',
      ]) {
        expect(text).not.toContain(secret)
        expect(text).not.toContain(Buffer.from(secret).toString('base64'))
        expect(text).not.toContain(Buffer.from(secret).toString('hex'))
        expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('latin1'))
      }
    }
    test = await startIdentity({ mailer: 'outbox' })
  })

  it('can be read by their owner only', async () => {
    test = await startIdentity()
    await test.identity.create(ada)
    const files = readdirSync(dirname(test.path))
    expect(files).toEqual(expect.arrayContaining(['accounts.db', 'accounts.db-wal']))
    for (const file of files) expect(statSync(join(dirname(test.path), file)).mode & 0o077).toBe(0)
  })
})

describe('a person who is erased', () => {
  it('leaves nothing behind, also in the log and in freed pages', async () => {
    test = await startIdentity({ mailer: 'outbox' })
    const { identity } = test
    await identity.create({ ...ada, email: 'stays@example.com', name: 'Somebody Else' })
    await test.guess(2, away, 'augusta@example.com')
    const stays = await identity.findByEmail('stays@example.com')
    const { id } = await live('augusta@example.com')
    await identity.requestEmailChange(stays?.id ?? '', 'augusta@example.com', away)
    const { password_hash: hash } = await test.database.query
      .selectFrom('accounts')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const traces = ['augusta', 'Augusta', 'Analytical', '192.0.2.', id, hash.slice(40)]
    for (const trace of traces) expect(dump()).toContain(trace)
    expect(await identity.remove(id, from)).toBe(true)
    for (const trace of traces) expect(dump()).not.toContain(trace)
    for (const table of ['devices', 'codes', 'guesses'] as const) {
      expect(await test.database.query.selectFrom(table).selectAll().execute()).toEqual([])
    }
    expect(dump()).toContain('stays@example.com')
    expect(await identity.list()).toHaveLength(1)
  })
})

describe('an export', () => {
  it('holds everything about the person, and no credential', async () => {
    test = await startIdentity({ mailer: 'outbox' })
    const { id, secrets } = await live('augusta@example.com')
    const held = await test.identity.export(id, from)
    expect(held).toMatchObject({
      account: { id, email: 'augusta@example.com', name: 'Augusta Ada Lovelace', verified: true, roles: [] },
      devices: [{ network: from.network, userAgent: from.userAgent }],
      wrongPasswords: 3,
      sessions: [{ client: { userAgent: from.userAgent, network: from.network }, methods: ['pwd'] }],
    })
    expect(held?.pendingCodes.map(({ purpose, email }) => [purpose, email]).sort()).toEqual([
      ['email', 'new-augusta@example.com'],
      ['reset', 'augusta@example.com'],
    ])
    expect(held?.activity.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'verified',
        'signed-in',
        'email-change-asked',
        'renamed',
        'refresh-theft',
        'exported',
      ]),
    )
    expect(JSON.parse(JSON.stringify(held))).toEqual(held)
    const rows = JSON.stringify(await test.database.query.selectFrom('accounts').selectAll().execute())
    const hash = /argon2id[^"]+/.exec(rows)?.[0] ?? 'none'
    for (const secret of [...secrets, password, hash]) expect(JSON.stringify(held)).not.toContain(secret)
    expect(JSON.stringify(held)).not.toMatch(/digest|hash/)
  })
})
