import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSojourn } from '@sojourn/testing'
import { startRedis } from '@sojourn/testing/servers'
import { createClient, RESP_TYPES } from 'redis'
import { describe, expect, it } from 'vitest'
import { createRedisStore } from '../store-redis/redis-store.ts'
import { createSqliteStore } from '../store-sqlite/sqlite-store.ts'
import type { Grant } from './grant.ts'
import type { SessionStore } from './store.ts'

/** A busy life of many sessions; every credential that was given out, and the log. */
async function runBusily(store: SessionStore): Promise<{ credentials: readonly string[]; log: string }> {
  const { sojourn, clock, events } = await startSojourn({ store })
  const credentials: string[] = []
  const keep = (grant: Grant): Grant => {
    if (grant.kind === 'session') credentials.push(grant.sessionToken)
    else credentials.push(grant.accessToken, grant.refreshToken)
    return grant
  }
  for (let user = 0; user < 30; user++) {
    const userId = `user-${user}`
    const anonymous = await sojourn.begin({ data: { cart: ['tea'] } })
    keep(anonymous)
    for (const kind of ['web', 'native', 'token'] as const) {
      const client = { kind, userAgent: 'Mozilla/5.0', network: '192.0.2.0/24', name: kind }
      const grant = keep(
        await sojourn.signIn(userId, { methods: ['pwd'], client, replaces: anonymous.session.id }),
      )
      await sojourn.patch(grant.session.id, { kind })
      if (grant.kind === 'session') {
        await sojourn.check(grant.sessionToken)
        const stepped = await sojourn.stepUp(grant.session.id, { methods: ['otp'] })
        if (stepped?.kind === 'session') keep(stepped)
        continue
      }
      let { refreshToken } = grant
      for (let round = 0; round < 3; round++) {
        clock.advance(31_000)
        const result = await sojourn.refresh(refreshToken)
        if (result.status !== 'refreshed') throw new Error(result.code)
        keep(result.grant)
        refreshToken = result.grant.refreshToken
        await sojourn.check(result.grant.accessToken)
      }
      await sojourn.refresh(grant.refreshToken, { reread: user % 2 === 0 })
    }
    if (user % 3 === 0) await sojourn.endUser(userId)
  }
  await sojourn.close()
  return { credentials, log: JSON.stringify(events) }
}

/** Every spelling in which a credential, or the secret inside it, could be lying about. */
function spellingsOf(token: string): readonly Buffer[] {
  const bytes = Buffer.from(token.slice(4), 'base64url')
  const parts = [bytes, bytes.subarray(30, 62), bytes.subarray(62)]
  return [
    Buffer.from(token),
    ...parts.flatMap((part) => [
      part,
      ...(['base64url', 'base64', 'hex'] as const).map((encoding) =>
        Buffer.from(part.toString(encoding).replaceAll('=', '')),
      ),
    ]),
  ]
}

function expectNothingIn(dump: Buffer, credentials: readonly string[]): void {
  expect(credentials.length).toBeGreaterThan(200)
  for (const token of credentials) {
    for (const spelling of spellingsOf(token)) expect(dump.includes(spelling)).toBe(false)
  }
}

describe('nothing at rest or in a log signs in', () => {
  it('in a SQLite file, its write-ahead log and the events', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sojourn-rest-'))
    const store = createSqliteStore(join(folder, 'sessions.db'))
    const { credentials, log } = await runBusily(store)
    const files = await readdir(folder)
    expect(files).toContain('sessions.db-wal')
    const dump = Buffer.concat(await Promise.all(files.map((file) => readFile(join(folder, file)))))
    expect(dump.includes('user-7')).toBe(true)
    expectNothingIn(dump, credentials)
    expectNothingIn(Buffer.from(log), credentials)
    await store.close()
    await rm(folder, { recursive: true })
  })

  it('in any key of Redis', async () => {
    const server = await startRedis()
    const client = await createClient({ url: server.url }).connect()
    const { credentials } = await runBusily(createRedisStore(client))
    const raw = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    const parts: Buffer[] = []
    for (const key of await client.keys('*')) {
      const dumped = await (raw.dump(key) as Promise<unknown> as Promise<Buffer>) // the type mapping makes it a buffer
      parts.push(Buffer.from(key), dumped)
      const type = await client.type(key)
      if (type === 'string') parts.push((await raw.get(key)) as unknown as Buffer) // likewise
      if (type === 'hash') parts.push(Buffer.from(JSON.stringify(await client.hGetAll(key))))
    }
    const dump = Buffer.concat(parts)
    expect(dump.includes('user-7')).toBe(true)
    expectNothingIn(dump, credentials)
    client.destroy()
    await server.stop()
  })
})
