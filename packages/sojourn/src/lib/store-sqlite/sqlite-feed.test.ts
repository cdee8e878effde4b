import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSessionId } from '../engine/session-id.ts'
import type { Change } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

it('has told its own change when the call that made it resolves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-feed-'))
  const store = createSqliteStore(join(folder, 'sessions.db'), { poll: '1h' })
  const id = createSessionId('ada', randomBytes)
  const session = { kind: 'live', id, userId: 'ada', version: 1, lastSeenAt: 1, keepUntil: 2 } as const
  await store.insert({ ...session, bytes: new Uint8Array(1) }, { epoch: 0, atMost: 9, now: 0 })
  const changes: Change[] = []
  store.watch({ change: (change) => changes.push(change), gap() {} })
  await store.end(id, { reason: 'sign-out', endedAt: 1, keepUntil: 2 })
  expect(changes).toEqual([{ kind: 'ended', id, reason: 'sign-out' }])
  await store.close()
  rmSync(folder, { recursive: true })
})
