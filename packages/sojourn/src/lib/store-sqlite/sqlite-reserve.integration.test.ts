import { appendFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createManualClock, startSojourn } from '@sojourn/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { generateKey } from '../engine/key-ring.ts'
import type { Sojourn } from '../engine/sojourn.ts'
import type { SessionStore } from '../engine/store.ts'
import { mountSmallDisk, type SmallDisk } from './full-disk.test-support.ts'
import { createSqliteStore } from './sqlite-store.ts'

const tried = mountSmallDisk('24m')
tried?.dispose()

const reserveBytes = 2 << 20
const full = { name: 'SojournError', code: 'store/full' }
const revoked = { status: 'refused', code: 'session/revoked' }
const theft = { status: 'refused', code: 'refresh/reused' }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

interface World {
  readonly disk: SmallDisk
  readonly path: string
  readonly clock: ReturnType<typeof createManualClock>
  readonly keys: string
  readonly opened: { readonly sojourn: Sojourn; readonly store: SessionStore }[]
}
let world: World
beforeEach(() => {
  const disk = mountSmallDisk('24m')
  if (!disk) throw new Error('mounting was allowed a moment ago')
  const [clock, keys] = [createManualClock(), generateKey()]
  world = { disk, path: join(disk.folder, 'sessions.db'), clock, keys, opened: [] }
})
afterEach(async () => {
  await closeAll()
  world.disk.dispose()
})

async function open(): Promise<Sojourn> {
  const { path, clock, keys, opened } = world
  const store = createSqliteStore(path, { reserveBytes })
  const { sojourn } = await startSojourn({ store, clock, keys, nearCache: false })
  opened.push({ sojourn, store })
  return sojourn
}

async function closeAll(): Promise<void> {
  for (const { sojourn, store } of world.opened.splice(0)) {
    await sojourn.close()
    await store.close()
  }
}

const signIn = (sojourn: Sojourn, userId: string) =>
  sojourn.signIn(userId, { methods: ['pwd'], data: { notes: 'x'.repeat(200) } })

async function signInMany(sojourn: Sojourn, count: number) {
  const grants = await Promise.all(numbers(count).map((n) => signIn(sojourn, `user-${n}`)))
  return grants.filter((grant) => grant.kind === 'session')
}

/** Native sessions, each with a refresh token that was replaced and whose successor was used. */
async function signInCopied(sojourn: Sojourn, count: number) {
  const userIds = numbers(count).map((n) => `copied-${n}`)
  const copies: string[] = []
  for (const userId of userIds) {
    const first = await sojourn.signIn(userId, { methods: ['pwd'], client: { kind: 'native' } })
    if (first.kind !== 'tokens') throw new Error('a native client gets tokens')
    copies.push(first.refreshToken)
    let token = first.refreshToken
    for (let round = 0; round < 2; round++) {
      world.clock.advance(31_000)
      const result = await sojourn.refresh(token)
      if (result.status === 'refreshed') token = result.grant.refreshToken
    }
  }
  return { userIds, copies }
}

const reserveIsWhole = (): Promise<void> =>
  vi.waitFor(() => expect(statSync(`${world.path}-reserve`).size).toBe(reserveBytes), { timeout: 20_000 })

const otherFile = (): string => join(world.disk.folder, 'log')

/** Another program takes whatever the disk has left. */
function fillDisk(): void {
  for (let bytes = 1 << 20; bytes >= 1; ) {
    try {
      appendFileSync(otherFile(), Buffer.alloc(bytes, 1))
    } catch {
      bytes = Math.floor(bytes / 2)
    }
  }
}

/** Fills what the files of the database still have room for. */
async function signInUntilFull(sojourn: Sojourn): Promise<void> {
  for (let n = 0; n < 20_000; n++) {
    const refused = await signIn(sojourn, `last-${n}`).then(
      () => null,
      (error) => error,
    )
    if (refused) return expect(refused).toMatchObject(full)
  }
  throw new Error('nothing was refused')
}

async function goesOn(sojourn: Sojourn): Promise<void> {
  await vi.waitFor(() => signIn(sojourn, 'early-bird'), { timeout: 20_000 })
  await reserveIsWhole()
}

function expectSound(): void {
  const database = new DatabaseSync(world.path)
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
}

function describeFullDisk(): void {
  it('ends thousands of sessions in every way, and clearly refuses all else', async () => {
    const sojourn = await open()
    await reserveIsWhole()
    const { userIds, copies } = await signInCopied(sojourn, 100)
    const users = numbers(20).map((n) => `often-${n}`)
    for (const userId of users) await Promise.all(numbers(20).map(() => signIn(sojourn, userId)))
    const grants = await signInMany(sojourn, 3000)
    const kept = grants.pop()
    if (!kept) throw new Error('nobody was signed in')
    fillDisk()
    await signInUntilFull(sojourn)

    for (const { session } of grants.slice(0, 1000)) expect(await sojourn.end(session.id)).toBe(true)
    const ended = await Promise.all(grants.slice(1000).map(({ session }) => sojourn.end(session.id)))
    expect(ended.filter(Boolean)).toHaveLength(grants.length - 1000)
    expect(await Promise.all(users.map((userId) => sojourn.endUser(userId)))).toEqual(users.map(() => 20))
    for (const copy of copies) expect(await sojourn.refresh(copy, { reread: true })).toEqual(theft)

    for (const { sessionToken } of grants) expect(await sojourn.check(sessionToken)).toEqual(revoked)
    for (const userId of [...userIds, ...users]) expect(await sojourn.list(userId)).toEqual([])
    await expect(signIn(sojourn, 'late')).rejects.toMatchObject(full)
    await expect(signIn(sojourn, 'late')).rejects.toThrow(/kept for sign-outs: free some/)
    await expect(sojourn.patch(kept.session.id, { cart: 1 })).rejects.toMatchObject(full)
    expect(await sojourn.check(kept.sessionToken)).toMatchObject({ status: 'live' })
    console.info(JSON.stringify({ reserveLeft: statSync(`${world.path}-reserve`).size, of: reserveBytes }))

    rmSync(otherFile())
    await goesOn(sojourn)
    await closeAll()
    expectSound()
  })

  it('is opened, and ends sessions, when it was full before the process began', async () => {
    const before = await open()
    await reserveIsWhole()
    const grants = await signInMany(before, 2000)
    await closeAll() // the log is gone, and with it the room that it had
    fillDisk()

    const sojourn = await open()
    for (const { session } of grants) expect(await sojourn.end(session.id)).toBe(true)
    for (const { sessionToken } of grants) expect(await sojourn.check(sessionToken)).toEqual(revoked)
    rmSync(otherFile())
    await goesOn(sojourn)
    await closeAll()
    expectSound()
  })

  it('keeps for the ends of one process what another one could take', async () => {
    const [one, other] = [await open(), await open()]
    await reserveIsWhole()
    const grants = await signInMany(one, 1000)
    fillDisk()
    let taken = 0
    for (const [n, { session }] of grants.entries()) {
      expect(await one.end(session.id)).toBe(true)
      taken += await signIn(other, `late-${n}`).then(
        () => 1,
        () => 0,
      )
    }
    console.info(JSON.stringify({ taken, reserveLeft: statSync(`${world.path}-reserve`).size }))
    expect(taken).toBeLessThan(500) // what the log has room for between two ends it may take: none, or a tenth under load
    rmSync(otherFile())
    await goesOn(one)
    await goesOn(other)
  })
}

if (tried) describe('the SQLite store on a full disk', describeFullDisk)

it(`ran${tried ? '' : ' not at all: nobody may mount a small disk here'}`, () => {
  expect(tried === null).toBe(process.getuid?.() !== 0)
})
