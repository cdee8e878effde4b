import { shardOf } from '../engine/session-id.ts'
import { forgetScript } from './lua/forget.ts'
import { createIndexPruning } from './prune-index.ts'
import type { RedisCaller } from './redis-caller.ts'
import { createScript } from './script.ts'
import type { SessionKeys } from './session-keys.ts'

export interface SweepOptions {
  readonly before: number
  readonly limit: number
}

/** The most keys that one sweep looks at on each primary, other applications' keys included. */
const budget = 2000
const pageSize = 250

const forget = createScript(forgetScript)
const start = '0'

/**
 * Forgets what is due, sooner than Redis would by the expiry of its keys, and takes out of the index what has expired.
 *
 * One call looks at a bounded number of keys and the next one goes on from there, so on a large Redis it takes many
 * calls to come round; nothing waits for that, since every session's key expires by itself an hour after `keepUntil`.
 */
export function createSweep(
  caller: RedisCaller,
  keys: SessionKeys,
): (options: SweepOptions) => Promise<number> {
  const pruneIndex = createIndexPruning(caller, keys)
  const cursors: string[] = []

  /** Forgets up to `room` of a page; how many. */
  async function forgetPage(page: readonly Buffer[], before: number, room: number): Promise<number> {
    const ids = page.map((key) => keys.sessionOf(key.toString())).filter((id) => id !== null)
    let forgotten = 0
    while (ids.length > 0 && forgotten < room) {
      const part = ids.splice(0, room - forgotten)
      const counts = await Promise.all(
        part.map((id) => caller.run(forget, [keys.session(id), keys.index(shardOf(id))], [String(before)])),
      )
      forgotten += counts.filter((count) => count === 1).length
    }
    return forgotten
  }

  return async ({ before, limit }) => {
    await pruneIndex()
    let forgotten = 0
    for (const [n, send] of (await caller.primaries()).entries()) {
      let cursor = cursors[n] ?? start
      let fromStart = cursor === start
      for (let looked = 0; looked < budget; looked += pageSize) {
        const scan = ['SCAN', cursor, 'MATCH', keys.sessionPattern, 'COUNT', String(pageSize)]
        const [next, page] = (await send(scan)) as [Buffer, Buffer[]] // SCAN answers with a cursor and keys
        forgotten += await forgetPage(page, before, limit - forgotten)
        cursors[n] = cursor // this page again, should the limit have left some of it
        if (forgotten >= limit) return forgotten
        cursor = String(next)
        cursors[n] = cursor
        if (cursor === start && fromStart) break
        if (cursor === start) fromStart = true
      }
    }
    return forgotten
  }
}
