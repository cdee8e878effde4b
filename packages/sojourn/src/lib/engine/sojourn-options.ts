import type { Clock } from './clock.ts'
import type { DataSchema } from './data-check.ts'
import type { Duration } from './duration.ts'
import type { PolicyOptions } from './policy.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { SessionStore } from './store.ts'

export interface NearCacheOptions {
  /** The most presented texts that are kept. Default 100,000: about 100 MB. */
  readonly maxEntries?: number
  /** How long the feed may be silent before the cache is bypassed. Default 1 s. */
  readonly lease?: Duration
  /**
   * That this is the only process on the store. Needed for a near-cache on a store whose feed does not reach other
   * processes: without it, a session ended elsewhere would live on here, so the cache stays off. Default false.
   */
  readonly onlyProcess?: boolean
}

export interface SojournOptions {
  readonly store: SessionStore
  /** Key material: see `generateKey`. The first signs, all verify. */
  readonly keys: string | readonly string[] | undefined
  readonly policy?: PolicyOptions
  /** A Standard Schema for the session data, checked at each change. */
  readonly data?: DataSchema
  /** The permissions of each role, for `requireSession({ permission })`. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  /** The near-cache, or false for a read of the store each time. */
  readonly nearCache?: NearCacheOptions | false
  /** How often what has expired is removed from the store, beginning at the start. Default 10 min; false for never. */
  readonly housekeeping?: Duration | false
  /** Default: the machine's clocks. */
  readonly clock?: Clock
  /**
   * Whether to refuse to start with a clock that is more than 2 s away from what the store knows of the time: Redis has
   * a clock, a SQLite file the times that were written to it. Default true with the machine's clocks, false with others.
   */
  readonly checkClock?: boolean
  /** Default: the system's generator. */
  readonly randomBytes?: RandomBytes
}
