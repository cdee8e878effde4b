import type { SessionId } from '../engine/session-id.ts'
import type { StoredSession } from '../engine/store.ts'
import { createSqliteStore } from './sqlite-store.ts'

/** One process of the tests with several: does its task, and tells its parent each acknowledged step. */
const [path = '', task = '', id = '', name = ''] = process.argv.slice(2)
const store = createSqliteStore(path)
const sessionId = id as SessionId // the parent drew it
const tell = (message: unknown): void => void process.send?.(message)

async function append(text: string): Promise<void> {
  let found = await store.find(sessionId)
  while (found?.kind === 'live') {
    const bytes = new TextEncoder().encode(new TextDecoder().decode(found.bytes) + text)
    const result = await store.replace({ ...found, version: found.version + 1, bytes }, { announce: true })
    if (result.status === 'replaced') return
    found = result.current
  }
}

function session(n: number): StoredSession {
  const own = `${id.slice(0, 2)}${name}${String(n).padStart(21, '0')}` as SessionId // 24 characters of its alphabet
  const bytes = new Uint8Array(600)
  return { kind: 'live', id: own, userId: 'shared', version: 1, lastSeenAt: 1, keepUntil: 2, bytes }
}

async function run(): Promise<void> {
  if (task === 'append') for (let n = 0; n < 40; n++) await append(`<${name}${n}>`)
  if (task === 'sign-in') {
    const guard = { epoch: 0, atMost: 20, now: 0 }
    const results = await Promise.all(Array.from({ length: 50 }, (_, n) => store.insert(session(n), guard)))
    tell(results.map(({ status }) => status))
  }
  if (task === 'write') {
    for (let n = 0; ; n++) {
      await store.insert(session(n), { epoch: 0, atMost: 1e9, now: 0 })
      if (n % 2) await store.end(session(n).id, { reason: 'sign-out', endedAt: 1, keepUntil: 2 })
      tell([session(n).id, n % 2 ? 'ended' : 'live'])
    }
  }
  await store.close()
}

await run()
process.disconnect()
