import { pruneScript } from './lua/prune.ts'
import type { RedisCaller } from './redis-caller.ts'
import { createScript } from './script.ts'
import type { SessionKeys } from './session-keys.ts'

const prune = createScript(pruneScript)
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const shards: readonly string[] = [...letters].flatMap((first) =>
  [...letters].map((second) => first + second),
)
const shardsAtOnce = 64

/**
 * Each call prunes one page of the index of the next 64 of the 4,096 shards; a shard's further pages wait for the
 * next round.
 */
export function createIndexPruning(caller: RedisCaller, keys: SessionKeys): () => Promise<void> {
  const cursors = new Map<string, string>()
  let at = 0

  async function pruneShard(shard: string): Promise<void> {
    const args = [keys.sessionStem(shard), cursors.get(shard) ?? '0']
    const next = String(await caller.run(prune, [keys.index(shard)], args))
    if (next === '0') cursors.delete(shard)
    else cursors.set(shard, next)
  }

  return async () => {
    const part = shards.slice(at, at + shardsAtOnce)
    at = (at + shardsAtOnce) % shards.length
    await Promise.all(part.map(pruneShard))
  }
}
