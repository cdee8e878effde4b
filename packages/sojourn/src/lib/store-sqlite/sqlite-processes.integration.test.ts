import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSessionId, type SessionId } from '../engine/session-id.ts'
import type { StoredSession } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const program = fileURLToPath(new URL('./sqlite-store.test-process.ts', import.meta.url))
const names = ['A', 'B', 'C', 'D']
const open = { epoch: 0, atMost: 1000, now: 0 }
const draft = { reason: 'revoked-all', endedAt: 1, keepUntil: 2 } as const
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-processes-'))
  path = join(folder, 'sessions.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function start(task: string, id: string, name: string): ChildProcess {
  return fork(program, [path, task, id, name], { execArgv: ['--conditions=@sojourn/source'] })
}

async function finish(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
}

function sessionOf(id: SessionId): StoredSession {
  return { kind: 'live', id, userId: 'shared', version: 1, lastSeenAt: 1, keepUntil: 2, bytes: encode('') }
}

describe('the SQLite store in four processes', () => {
  it('opens a file that all of them create, and loses no write of any', async () => {
    const id = createSessionId('shared', randomBytes)
    const store = createSqliteStore(path)
    await store.insert(sessionOf(id), open)
    await Promise.all(names.map((name) => finish(start('append', id, name))))
    const found = await store.find(id)
    const written = found?.kind === 'live' ? new TextDecoder().decode(found.bytes).match(/<\w+>/g) : null
    const expected = names.flatMap((name) => Array.from({ length: 40 }, (_, n) => `<${name}${n}>`))
    expect(written?.toSorted()).toEqual(expected.toSorted())
    expect(found).toMatchObject({ version: 161 })
    await store.close()
  })

  it('keeps the cap, and lists every session that was let in', async () => {
    const children = names.map((name) => start('sign-in', createSessionId('shared', randomBytes), name))
    const told = await Promise.all(
      children.map(async (child) => {
        const message = once(child, 'message')
        await finish(child)
        return (await message)[0] as string[] // what the program tells for this task
      }),
    )
    expect(told.flat().filter((status) => status === 'inserted')).toHaveLength(20)
    expect(told.flat().filter((status) => status === 'full')).toHaveLength(180)
    const store = createSqliteStore(path)
    expect((await store.listUser('shared')).sessions).toHaveLength(20)
    await store.close()
  })

  it('lets no sign-in of another process survive a sign-out everywhere', async () => {
    const store = createSqliteStore(path)
    const children = names.map((name) => start('sign-in', createSessionId('shared', randomBytes), name))
    const finished = Promise.all(children.map(finish))
    await Promise.race(children.map((child) => once(child, 'message')))
    await store.endUser('shared', { tombstone: draft })
    await finished
    expect(await store.listUser('shared')).toEqual({ epoch: 1, sessions: [] })
    await store.close()
  })

  it('has every acknowledged write after processes were killed while they wrote', async () => {
    const children = names.map((name) => start('write', createSessionId('shared', randomBytes), name))
    const acknowledged: (readonly [SessionId, string])[] = []
    const enough = new Promise<void>((resolve) => {
      for (const child of children) {
        child.on('message', (message) => {
          acknowledged.push(message as [SessionId, string]) // what the program tells for this task
          if (acknowledged.length === 400) resolve()
        })
      }
    })
    await enough
    const exits = children.map((child) => once(child, 'exit'))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(exits)
    const store = createSqliteStore(path)
    for (const [id, kind] of acknowledged) expect((await store.find(id))?.kind).toBe(kind)
    expect(acknowledged.length).toBeGreaterThanOrEqual(400)
    const { sessions } = await store.listUser('shared')
    expect(sessions.every(({ bytes }) => bytes.length === 600)).toBe(true)
    await store.close()
  })
})
