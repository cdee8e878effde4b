import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type RedisServer, startRedis } from '@sojourn/testing/servers'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SessionStore } from '../engine/store.ts'
import type { Task } from './redis-racer.test-worker.ts'
import { guard, sampleSession, tombstone } from './redis-store.test-sample.ts'
import { createRedisStore } from './redis-store.ts'

let server: RedisServer
let redis: ReturnType<typeof createClient>
let store: SessionStore
let processes: readonly ChildProcess[] = []
beforeAll(async () => {
  server = await startRedis()
  redis = createClient({ url: server.url })
  await redis.connect()
  store = createRedisStore(redis)
  const worker = fileURLToPath(new URL('./redis-racer.test-worker.ts', import.meta.url))
  const execArgv = ['--conditions=@sojourn/source']
  processes = Array.from({ length: 4 }, () => fork(worker, [server.url], { execArgv }))
  await Promise.all(processes.map((each) => once(each, 'message')))
})
afterAll(async () => {
  await Promise.all(
    processes.map((each) => {
      const exit = once(each, 'exit')
      each.disconnect()
      return exit
    }),
  )
  redis?.destroy()
  await server?.stop()
})

/** Has all four processes do their task at once; what each answered. */
async function all(taskOf: (n: number) => Task): Promise<readonly string[][]> {
  return Promise.all(
    processes.map(async (each, n) => {
      const answer = once(each, 'message')
      each.send(taskOf(n))
      const [ids] = (await answer) as [string[] | string]
      if (typeof ids === 'string') throw new Error(ids)
      return ids
    }),
  )
}

it('lets as many sign-ins of four processes pass as the cap allows, and lists each', async () => {
  const inserted = (await all(() => ({ kind: 'insert', userId: 'capped', times: 100, atMost: 50 }))).flat()
  expect(inserted).toHaveLength(50)
  expect((await store.listUser('capped')).sessions.map(({ id }) => id).sort()).toEqual(inserted.sort())
})

it('loses none of 400 changes that four processes make to one session', async () => {
  const session = { ...sampleSession('appended'), bytes: Buffer.from('\u0001') }
  await store.insert(session, guard)
  const textsOf = (n: number): string[] => Array.from({ length: 100 }, (_, at) => `<${n}.${at}>`)
  await all((n) => ({ kind: 'append', id: session.id, texts: textsOf(n) }))
  const found = await store.find(session.id)
  if (found?.kind !== 'live') return expect(found?.kind).toBe('live')
  expect(found.version).toBe(401)
  const written = Buffer.from(found.bytes)
    .toString()
    .match(/<[\d.]+>/g)
  expect(written?.sort()).toEqual([0, 1, 2, 3].flatMap(textsOf).sort())
})

it('lets no sign-in of another process survive that began before the user was ended', async () => {
  for (let round = 0; round < 20; round++) {
    const userId = `ended-${round}`
    const signIns = all((n) =>
      n === round % 4 ? { kind: 'end-user', userId } : { kind: 'insert', userId, times: 50, atMost: 1000 },
    )
    const [answers, endedHere] = await Promise.all([signIns, store.endUser(userId, { tombstone })])
    const endedThere = answers[round % 4] ?? []
    const inserted = answers.filter((_, n) => n !== round % 4).flat()
    expect([...endedHere, ...endedThere].sort()).toEqual(inserted.sort())
    expect(await store.listUser(userId)).toEqual({ epoch: 2, sessions: [] })
  }
})
