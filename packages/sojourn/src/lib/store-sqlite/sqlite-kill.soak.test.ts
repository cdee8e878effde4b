import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { decodeRecord } from '../engine/codec.ts'
import { createSojourn } from '../engine/create-sojourn.ts'
import { generateKey } from '../engine/key-ring.ts'
import { createKillLedger, type KillLedger } from '../engine/kill-ledger.test-support.ts'
import { type KillEntry, killPolicy } from '../engine/kill-work.test-support.ts'
import type { SessionId } from '../engine/session-id.ts'
import { sessionColumns, toFound } from './session-row.ts'
import { createSqliteStore } from './sqlite-store.ts'

const kills = 200
const program = fileURLToPath(new URL('./sqlite-kill.test-process.ts', import.meta.url))
/** The kind of step after which a worker ends itself; null for those that the test ends in the middle of one. */
const lastKinds = [null, 'signed-in', null, 'patched', null, 'refreshed', null, 'ended'] as const

interface Worker {
  readonly ledger: KillLedger
  /** Resolves when it has told a number of entries drawn at random, or has died after them. */
  busy(): Promise<void>
  /** Resolves when it is gone and all that it told was read. */
  kill(): Promise<void>
}

function startWorker(path: string, keys: string, shared: SessionId, number: number): Worker {
  const name = `w${number}`
  const after = randomInt(1, 400)
  const lastKind = lastKinds[number % lastKinds.length] ?? 'none'
  const execArgv = ['--conditions=@sojourn/source']
  const child: ChildProcess = fork(program, [path, keys, shared, name, String(after), lastKind], { execArgv })
  const ledger = createKillLedger(shared, name)
  const { promise: busy, resolve, reject } = Promise.withResolvers<void>()
  child.on('message', (entry: KillEntry) => {
    ledger.note(entry)
    if (ledger.entries >= after && lastKind === 'none') resolve()
    if (entry.kind === 'failed') reject(new Error(entry.text))
  })
  const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')])
  gone.then(() => {
    if (child.signalCode === 'SIGKILL') resolve()
    else reject(new Error(`${name} ended with ${child.exitCode}`))
  })
  busy.catch(() => {}) // told again to whoever waits
  return {
    ledger,
    busy: () => busy,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Reads the whole file past the store: a damaged page or a record that cannot be decoded throws. */
function readWholeFile(path: string): { readonly live: number; readonly ended: number } {
  const database = new DatabaseSync(path)
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  const count = { live: 0, ended: 0 }
  for (const row of database.prepare(`SELECT ${sessionColumns} FROM sessions`).iterate()) {
    const found = toFound(row)
    if (found?.kind === 'live') decodeRecord(found)
    count[found?.kind ?? 'ended']++
  }
  database.close()
  return count
}

it(`loses nothing and revives nobody when processes are killed ${kills} times while their engines write`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-kill-'))
  const path = join(folder, 'sessions.db')
  const keys = generateKey()
  const first = createSqliteStore(path)
  const beginning = await createSojourn({ store: first, keys, nearCache: false, housekeeping: false })
  const shared = (await beginning.signIn('shared', { methods: ['pwd'] })).session.id
  await beginning.close()
  await first.close()

  const total = { signIns: 0, patches: 0, refreshes: 0, ends: 0 }
  const dead: KillLedger[] = []
  let started = 0
  const startOne = (): Worker => startWorker(path, keys, shared, started++)
  const workers: Worker[] = []
  try {
    let rounds = 0
    let checkedAt = 0
    for (; dead.length < kills; rounds++) {
      const wanted = 2 + (rounds % 3)
      while (workers.length < wanted) workers.push(startOne())
      // Now and then all at once: then nobody is left to keep the log's index in memory.
      const victims = workers.splice(0, rounds % 5 === 4 ? workers.length : 1)
      await Promise.all(victims.map((victim) => victim.busy()))
      await Promise.all(victims.map((victim) => victim.kill()))
      if (victims.length === 1) workers.push(startOne())

      const store = createSqliteStore(path)
      const sojourn = await createSojourn({ store, keys, policy: killPolicy, housekeeping: false })
      for (const { ledger } of victims) {
        expect(await ledger.differences(sojourn, store)).toEqual([])
        for (const step of ['signIns', 'patches', 'refreshes', 'ends'] as const)
          total[step] += ledger.acknowledged[step]
        dead.push(ledger)
      }
      if (dead.length - checkedAt >= 20) {
        readWholeFile(path)
        checkedAt = dead.length
      }
      await sojourn.close()
      await store.close()
    }
    await Promise.all(workers.map((worker) => worker.kill()))
    const store = createSqliteStore(path)
    const sojourn = await createSojourn({ store, keys, policy: killPolicy, housekeeping: false })
    for (const ledger of dead) expect(await ledger.differences(sojourn, store)).toEqual([])
    await sojourn.close()
    await store.close()
    console.info(
      JSON.stringify({ kills: dead.length, rounds, acknowledged: total, rows: readWholeFile(path) }),
    )
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    rmSync(folder, { recursive: true })
  }
})
