import { type SessionId, shardOf, shardOfUser } from '../engine/session-id.ts'
import { SojournError } from '../engine/sojourn-error.ts'

/** The names of a store's keys. What belongs to one shard carries one hash tag, and so lies in one slot of a Cluster. */
export interface SessionKeys {
  /** `sojourn:{Ab}:s:<the id without its shard>` */
  session(id: SessionId): string
  /** `sojourn:{Ab}:u`: the sessions and epochs of the shard's users. */
  index(shard: string): string
  /** What the keys of a shard's sessions begin with; a tail makes it whole. */
  sessionStem(shard: string): string
  /** Matches the keys of sessions, for SCAN. */
  readonly sessionPattern: string
  /** The session of a key that `sessionPattern` matched; null when it is none of ours. */
  sessionOf(key: string): SessionId | null
}

const shardLength = 2

/** A session id without its shard: what the index lists. */
export function tailOf(id: SessionId): string {
  return id.slice(shardLength)
}

export function idOf(shard: string, tail: string): SessionId {
  return `${shard}${tail}` as SessionId // a tail is the rest of an id that this store was given
}

/**
 * Refuses a session whose shard is not its user's: its index would be out of the reach of one atomic step.
 *
 * @throws `usage/invalid`
 */
export function requireUserShard(id: SessionId, userId: string | null): void {
  if (userId === null || shardOf(id) === shardOfUser(userId)) return
  throw new SojournError(
    'usage/invalid',
    'the session id is not in the shard of its user: make it with createSessionId',
  )
}

/** @throws `config/invalid` when the prefix would break the hash tag or a pattern */
export function createSessionKeys(prefix: string): SessionKeys {
  if (!/^[\w.:/-]*$/.test(prefix)) {
    throw new SojournError('config/invalid', 'keyPrefix: only letters, digits and . : / _ - are possible')
  }
  const sessionStem = (shard: string): string => `${prefix}{${shard}}:s:`
  const shape = new RegExp(`^${prefix.replaceAll('.', '\\.')}\\{([\\w-]{2})\\}:s:([\\w-]{22})$`)
  return {
    session: (id) => sessionStem(shardOf(id)) + tailOf(id),
    index: (shard) => `${prefix}{${shard}}:u`,
    sessionStem,
    sessionPattern: `${prefix}{??}:s:*`,
    sessionOf(key) {
      const [, shard, tail] = shape.exec(key) ?? []
      return shard === undefined || tail === undefined ? null : idOf(shard, tail)
    },
  }
}
