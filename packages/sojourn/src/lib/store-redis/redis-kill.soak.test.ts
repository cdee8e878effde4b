import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RedisServer, startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { expect, it } from 'vitest'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import { createKillLedger, type KillLedger } from '../engine/kill-ledger.test-support.ts'
import { killPolicy, workUntilKilled } from '../engine/kill-work.test-support.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { SessionStore } from '../engine/store.ts'
import { createRedisStore } from './redis-store.ts'

const kills = 20
const engines = 3

interface Engine {
  readonly sojourn: Sojourn
  readonly store: SessionStore
  /** Resolves when its connection is up. */
  connected(): Promise<void>
  close(): Promise<void>
}

/** An engine with a connection of its own, which outlives the server that it is connected to. */
async function startEngine(url: string, keys: string): Promise<Engine> {
  const redis = createClient({ url, socket: { reconnectStrategy: 20 } })
  redis.on('error', () => undefined)
  await redis.connect()
  const store = createRedisStore(redis)
  const sojourn = await createSojourn({ store, keys, policy: killPolicy, housekeeping: false })
  return {
    sojourn,
    store,
    connected: () => expect.poll(() => redis.isReady, { timeout: 10_000 }).toBe(true),
    async close() {
      await sojourn.close()
      redis.destroy()
    },
  }
}

/** Has the engine work until its server is gone; resolves with the error that it then got. */
function work(
  { sojourn }: Engine,
  ledger: KillLedger,
  shared: SessionId,
  name: string,
  told: () => void,
): Promise<unknown> {
  const tell: Parameters<typeof workUntilKilled>[0]['tell'] = (entry) => {
    ledger.note(entry)
    told()
  }
  return workUntilKilled({ sojourn, tell, name, shared, lanes: 6 }).catch((error: unknown) => error)
}

it(`loses nothing acknowledged and revives nobody when Redis is killed ${kills} times`, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sojourn-redis-kill-'))
  const start = (port?: number): Promise<RedisServer> =>
    startRedis({ appendOnly: true, settings: { dir }, ...(port !== undefined && { port }) })
  let server = await start()
  const keys = generateKey()
  const parties = await Promise.all(Array.from({ length: engines }, () => startEngine(server.url, keys)))
  const checker = await startEngine(server.url, keys)
  const { sojourn, store } = checker
  const shared = (await sojourn.signIn('shared', { methods: ['pwd'] })).session.id
  const total = { signIns: 0, patches: 0, refreshes: 0, ends: 0 }
  const all: KillLedger[] = []
  try {
    for (let kill = 0; kill < kills; kill++) {
      const ledgers = parties.map((_, n) => createKillLedger(shared, `k${kill}-${n}`))
      const after = randomInt(500, 3000)
      const busy = Promise.withResolvers<void>()
      const told = (): void => {
        if (ledgers.reduce((sum, { entries }) => sum + entries, 0) === after) busy.resolve()
      }
      const ends = parties.map((party, n) =>
        work(party, ledgers[n] as KillLedger, shared, `k${kill}-${n}`, told),
      )
      await Promise.race([busy.promise, ...ends])
      await server.kill()
      for (const error of await Promise.all(ends)) {
        expect(error).toBeInstanceOf(SojournError)
        expect(error).toMatchObject({ code: 'store/unavailable' })
      }
      await server.stop()
      server = await start(server.port)
      await Promise.all([checker, ...parties].map((each) => each.connected()))
      for (const ledger of ledgers) {
        expect(await ledger.differences(sojourn, store)).toEqual([])
        for (const step of ['signIns', 'patches', 'refreshes', 'ends'] as const)
          total[step] += ledger.acknowledged[step]
      }
      all.push(...ledgers)
    }
    for (const ledger of all) expect(await ledger.differences(sojourn, store)).toEqual([])
    console.info(JSON.stringify({ kills, engines, acknowledged: total }))
  } finally {
    await Promise.all([checker, ...parties].map((each) => each.close()))
    await server.stop()
    rmSync(dir, { recursive: true })
  }
})
