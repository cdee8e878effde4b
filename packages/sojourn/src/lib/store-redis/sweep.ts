import type { SessionId } from '../engine/session-id.ts'
import { forgetScript } from './lua/forget.ts'
import type { RedisCaller } from './redis-caller.ts'
import { createScript } from './script.ts'
import type { SessionKeys } from './session-keys.ts'
import { decodeValue } from './session-value.ts'

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
 * Forgets what is due, sooner than Redis would by the expiry of its keys.
 *
 * One call looks at a bounded number of keys and the next one goes on from there, so on a large Redis it takes many
 * calls to come round; nothing waits for that, since every key expires by itself an hour later.
 */
export function createSweep(
  caller: RedisCaller,
  keys: SessionKeys,
): (options: SweepOptions) => Promise<number> {
  const cursors: string[] = []

  async function forgetOne(id: SessionId, before: number): Promise<number> {
    const key = keys.session(id)
    // keepUntil is bytes 2 to 8: most keys need no more than this look.
    const head = await caller.getRange(key, 0, 7)
    if (head.length < 8 || head.readUIntBE(2, 6) + head.readUInt8(1) * 2 ** 48 >= before) return 0
    const value = await caller.get(key)
    if (value === null) return 0
    const { kind, userId } = decodeValue(id, value)
    const userKey = kind === 'live' && userId !== null ? [keys.user(userId)] : []
    return Number(await caller.run(forget, [key, ...userKey], [String(before)]))
  }

  return async ({ before, limit }) => {
    let forgotten = 0
    for (const [n, send] of (await caller.primaries()).entries()) {
      let cursor = cursors[n] ?? start
      let wrapped = cursor === start
      for (let looked = 0; looked < budget; looked += pageSize) {
        const scan = ['SCAN', cursor, 'MATCH', keys.sessionPattern, 'COUNT', String(pageSize)]
        const [next, page] = (await send(scan)) as [Buffer, Buffer[]] // SCAN answers with a cursor and keys
        const ids = page.map((key) => keys.sessionOf(key.toString())).filter((id) => id !== null)
        while (ids.length > 0 && forgotten < limit) {
          const part = ids.splice(0, limit - forgotten)
          const counts = await Promise.all(part.map((id) => forgetOne(id, before)))
          forgotten += counts.reduce((sum, count) => sum + count, 0)
        }
        if (forgotten >= limit) {
          cursors[n] = cursor
          return forgotten
        }
        cursor = String(next)
        cursors[n] = cursor
        if (cursor === start && wrapped) break
        if (cursor === start) wrapped = true
      }
    }
    return forgotten
  }
}
