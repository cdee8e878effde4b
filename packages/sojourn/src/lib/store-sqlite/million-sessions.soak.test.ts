import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { createSessionId, type SessionId } from '../engine/session-id.ts'
import type { SessionStore } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const sessions = 1_000_000
const sessionsPerUser = 10
/** Sessions at which the same is measured, to compare. */
const few = 20_000
const samples = 300
const sweepLimit = 1000
/** Sessions that each measured sweep removes. */
const sweptEach = 10
/** Every other session is due at this time. */
const due = 1000
/** How many times the figures for a few sessions those for many may be, and milliseconds that count as nothing. */
const flat = { factor: 5, ms: 0.5 }
/** By how much the process may grow while it sweeps: the page cache and garbage, not what it sweeps. */
const growthMb = 200
/** How long sweeping may keep the event loop, but for one time in a hundred: coarse, for a busy machine. */
const loopP99AtMostMs = 150

type Call = 'find' | 'listUser' | 'end' | 'endUser' | 'sweep'
type Figures = Readonly<Record<Call, { readonly median: number; readonly p99: number }>>

const userOf = (n: number): string => `user-${Math.floor(n / sessionsPerUser)}`
const mb = (bytes: number): number => Math.round(bytes / 2 ** 20)

async function fill(store: SessionStore, ids: SessionId[], upTo: number): Promise<void> {
  const guard = { epoch: 0, atMost: 100, now: 0 }
  while (ids.length < upTo) {
    const batch = Array.from({ length: Math.min(2000, upTo - ids.length) }, () => {
      const userId = userOf(ids.length)
      const id = createSessionId(userId, randomBytes)
      const keepUntil = ids.push(id) % 2 ? due : 10 * due
      const bytes = randomBytes(380)
      return store.insert({ kind: 'live', id, userId, version: 1, lastSeenAt: 1, keepUntil, bytes }, guard)
    })
    for (const { status } of await Promise.all(batch)) if (status !== 'inserted') throw new Error(status)
  }
}

async function measure(work: (n: number) => Promise<unknown>): Promise<{ median: number; p99: number }> {
  const times: number[] = []
  for (let n = 0; n < samples; n++) {
    const startedAt = performance.now()
    await work(n)
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => Number((times[Math.floor(share * (samples - 1))] ?? 0).toFixed(3))
  return { median: at(0.5), p99: at(0.99) }
}

/** Measures on sessions spread over all of them, none of which is due. */
async function measureAll(
  store: SessionStore,
  ids: readonly SessionId[],
  measured: number,
): Promise<Figures> {
  const tombstone = { reason: 'revoked', endedAt: 1, keepUntil: 10 * due } as const
  const stride = Math.floor(ids.length / samples)
  const place = (n: number, offset: number): number =>
    (n * stride + offset + measured * 4 * sessionsPerUser) | 1
  const idAt = (n: number, offset: number): SessionId => ids[place(n, offset) % ids.length] as SessionId
  return {
    find: await measure(async (n) => expect((await store.find(idAt(n, 1)))?.id).toBe(idAt(n, 1))),
    listUser: await measure(async (n) => store.listUser(userOf(place(n, 1) % ids.length))),
    end: await measure((n) => store.end(idAt(n, 2), tombstone)),
    endUser: await measure((n) => store.endUser(userOf(place(n, 30) % ids.length), { tombstone })),
    sweep: await measure(() => store.sweep({ before: due + 1, limit: sweptEach })),
  }
}

it(`stays as quick with ${sessions} sessions, and sweeps half of them in bounded memory`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-million-'))
  const path = join(folder, 'sessions.db')
  const store = createSqliteStore(path)
  try {
    const ids: SessionId[] = []
    await fill(store, ids, few)
    const before = await measureAll(store, ids, 0)
    const startedAt = performance.now()
    await fill(store, ids, sessions)
    const insertsPerSecond = Math.round((sessions - few) / ((performance.now() - startedAt) / 1000))
    const after = await measureAll(store, ids, 1)
    console.info(
      JSON.stringify({ sessions, fileMb: mb(statSync(path).size), insertsPerSecond, before, after }),
    )

    const memory = process.memoryUsage.rss()
    let peak = memory
    let swept = 2 * samples * sweptEach
    let longest = 0
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    const sweepingSince = performance.now()
    for (let last = sweepLimit; last === sweepLimit; ) {
      const sweptAt = performance.now()
      last = await store.sweep({ before: due + 1, limit: sweepLimit })
      longest = Math.max(longest, performance.now() - sweptAt)
      peak = Math.max(peak, process.memoryUsage.rss())
      swept += last
    }
    const perSecond = Math.round(swept / ((performance.now() - sweepingSince) / 1000))
    loop.disable()
    const [longestMs, loopMs, loopP99Ms] = [longest, loop.max / 1e6, loop.percentile(99) / 1e6].map(
      Math.round,
    )
    const memoryMb = { before: mb(memory), peak: mb(peak) }
    console.info(JSON.stringify({ swept, perSecond, longestMs, loopMs, loopP99Ms, memoryMb }))

    for (const call of ['find', 'listUser', 'end', 'endUser', 'sweep'] as const) {
      expect(after[call].median, call).toBeLessThan(before[call].median * flat.factor + flat.ms)
    }
    expect(mb(peak - memory)).toBeLessThan(growthMb)
    expect(loopP99Ms).toBeLessThan(loopP99AtMostMs)
    // All that were due, but those that were ended: their tombstones are kept longer.
    expect(swept).toBeGreaterThan(sessions / 2 - 2 * samples * sessionsPerUser)
    expect(swept).toBeLessThanOrEqual(sessions / 2)
    expect(await store.sweep({ before: due + 1, limit: sweepLimit })).toBe(0)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})
