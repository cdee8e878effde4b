import type { Session } from './session.ts'
import type { SessionId } from './session-id.ts'
import type { Change } from './store.ts'
import type { Sighting } from './touch-batch.ts'

/** A live session by the digest of one presented text. */
export interface CachedSession extends Sighting {
  readonly session: Session
  readonly version: number
  /** How long it may be answered from here, in milliseconds since the engine began (see `Sighting`). */
  readonly freshUntilMs: number
}

/** A read that is under way and whose result may be kept. */
export interface Fill {
  /** Keeps the result, unless something happened to the session since the read began. */
  complete(digest: string, cached: CachedSession): void
  /** Ends the read without a result; needed after each fill. */
  release(): void
}

/** The live sessions of one process, by digest of presented text. */
export interface NearCache {
  readonly size: number
  get(digest: string): CachedSession | undefined
  /** To be called before the store is read. */
  beginFill(id: SessionId): Fill
  /** Takes in what the feed tells. */
  apply(change: Change): void
  /** Forgets everything, and whatever is being read now. */
  clear(): void
}

/** The most texts of one session: each refresh brings an access token of its own. */
const mostTexts = 8

/** Makes a near-cache of at most `maxEntries` texts; the one filled first makes room. */
export function createNearCache({ maxEntries }: { readonly maxEntries: number }): NearCache {
  const entries = new Map<string, CachedSession>()
  const digestsOf = new Map<SessionId, string | string[]>()
  const fills = new Map<SessionId, Set<OpenFill>>()

  const forget = (digest: string, id: SessionId): void => {
    entries.delete(digest)
    const digests = digestsOf.get(id)
    const others = typeof digests === 'object' ? digests.filter((other) => other !== digest) : []
    if (others.length > 0) digestsOf.set(id, others)
    else digestsOf.delete(id)
  }
  const evict = (id: SessionId): void => {
    const digests = digestsOf.get(id)
    digestsOf.delete(id)
    for (const digest of typeof digests === 'string' ? [digests] : (digests ?? [])) entries.delete(digest)
  }
  const discard = (id: SessionId): void => {
    for (const open of fills.get(id) ?? []) open.discarded = true
  }
  /** One session must not fill the cache with its own texts: its oldest makes room. */
  const makeRoomFor = (id: SessionId): void => {
    const digests = digestsOf.get(id)
    const [oldest] = typeof digests === 'object' && digests.length >= mostTexts ? digests : []
    if (oldest === undefined) return
    forget(oldest, id)
    discard(id) // as below
  }
  const keep = (digest: string, cached: CachedSession): void => {
    const { id } = cached.session
    const before = entries.get(digest)
    if (before && before.version > cached.version) return
    if (before) forget(digest, id)
    makeRoomFor(id)
    const others = digestsOf.get(id)
    digestsOf.set(
      id,
      others === undefined ? digest : [...(typeof others === 'string' ? [others] : others), digest],
    )
    entries.set(digest, cached)
    if (entries.size <= maxEntries) return
    for (const [oldest, { session }] of entries) {
      forget(oldest, session.id)
      discard(session.id) // a slow read of an older version must not take the place of what is forgotten here
      break
    }
  }

  return {
    get size() {
      return entries.size
    },
    get: (digest) => entries.get(digest),
    beginFill(id) {
      const open: OpenFill = { discarded: false }
      const others = fills.get(id)
      if (others) others.add(open)
      else fills.set(id, new Set([open]))
      return {
        complete(digest, cached) {
          if (!open.discarded) keep(digest, cached)
        },
        release() {
          open.discarded = true
          const remaining = fills.get(id)
          if (remaining?.delete(open) && remaining.size === 0) fills.delete(id)
        },
      }
    },
    apply({ id }) {
      discard(id)
      evict(id)
    },
    clear() {
      for (const open of [...fills.values()].flatMap((set) => [...set])) open.discarded = true
      entries.clear()
      digestsOf.clear()
    },
  }
}

interface OpenFill {
  discarded: boolean
}
