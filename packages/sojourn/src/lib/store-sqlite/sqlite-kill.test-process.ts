import { createSojourn } from '../engine/create-sojourn.ts'
import { type KillEntry, killPolicy, workUntilKilled } from '../engine/kill-work.test-support.ts'
import type { SessionId } from '../engine/session-id.ts'
import { createSqliteStore } from './sqlite-store.ts'

/**
 * One process that dies while its engine works: by its parent's hand, anywhere in a write, or by its own, the moment it
 * has told that a step of one kind was acknowledged. What was acknowledged too early is lost then.
 */
const [path = '', keys = '', shared = '', name = '', entriesUntilDeath = '', lastKind = ''] =
  process.argv.slice(2)
let entriesLeft = Number(entriesUntilDeath)
const tell = async (entry: KillEntry): Promise<void> => {
  // Once the callback is called the entry is in the kernel's hands, which a kill does not take back.
  await new Promise<void>((resolve) => void process.send?.(entry, () => resolve()))
  if (--entriesLeft <= 0 && entry.kind === lastKind) process.kill(process.pid, 'SIGKILL')
}

try {
  const sojourn = await createSojourn({ store: createSqliteStore(path), keys, policy: killPolicy })
  await workUntilKilled({ sojourn, tell, name, shared: shared as SessionId, lanes: 6 }) // the parent drew the id
} catch (error) {
  await tell({ kind: 'failed', text: String(error) })
}
