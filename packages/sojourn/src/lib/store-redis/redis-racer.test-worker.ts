import { createClient } from 'redis'
import { guard, now, sampleSession, tombstone } from './redis-store.test-sample.ts'
import { createRedisStore } from './redis-store.ts'

/** What one process does, all at once, when it is told to; its answer is what came of it. */
export type Task =
  | { readonly kind: 'insert'; readonly userId: string; readonly times: number; readonly atMost: number }
  | { readonly kind: 'append'; readonly id: string; readonly texts: readonly string[] }
  | { readonly kind: 'end-user'; readonly userId: string }

const redis = await createClient({ url: process.argv[2] ?? '' }).connect()
const store = createRedisStore(redis)

async function append(id: Parameters<typeof store.find>[0], text: string): Promise<void> {
  let found = await store.find(id)
  while (found?.kind === 'live') {
    const bytes = Buffer.concat([found.bytes, Buffer.from(text)])
    const result = await store.replace({ ...found, version: found.version + 1, bytes }, { announce: false })
    if (result.status === 'replaced') return
    found = result.current
  }
  throw new Error('the session is gone')
}

async function run(task: Task): Promise<readonly string[]> {
  if (task.kind === 'end-user') return store.endUser(task.userId, { tombstone })
  if (task.kind === 'append') {
    const id = task.id as Parameters<typeof store.find>[0] // came as JSON
    await Promise.all(task.texts.map((text) => append(id, text)))
    return []
  }
  const sessions = Array.from({ length: task.times }, () => sampleSession(task.userId))
  const results = await Promise.all(
    sessions.map((session) => store.insert(session, { ...guard, atMost: task.atMost, now })),
  )
  return sessions.filter((_, n) => results[n]?.status === 'inserted').map(({ id }) => id)
}

process.on('message', (task: Task) => {
  run(task).then(
    (answer) => process.send?.(answer),
    (error) => process.send?.(String(error)),
  )
})
process.on('disconnect', () => redis.destroy())
process.send?.('ready')
