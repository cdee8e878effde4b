import { createDigestTable } from './digest-table.ts'
import type { Session } from './session.ts'
import type { SessionId } from './session-id.ts'
import type { Change } from './store.ts'
import type { Sighting } from './touch-batch.ts'

/** A live session by the digest of one presented text. */
export interface CachedSession extends Pick<Sighting, 'sessionEndsAt' | 'idleTimeoutMs'> {
  readonly session: Session
  readonly version: number
  /** How long it may be answered from here, in milliseconds since the epoch. */
  readonly freshUntil: number
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
  /** The session while it is fresh at `latestNow`; notes that it was seen at `now`. */
  present(digest: string, now: number, latestNow: number): Session | undefined
  /** When a session was last presented here and that was not collected yet, or 0. */
  latestSeen(id: SessionId): number
  /** Hands over every sighting since the last time. */
  collect(): void
  /** To be called before the store is read. */
  beginFill(id: SessionId): Fill
  /** Takes in what the feed tells. */
  apply(change: Change): void
  /** Forgets everything, and whatever is being read now. */
  clear(): void
}

/** The most texts of one session: each refresh brings an access token of its own. */
const mostTexts = 8

export interface NearCacheParts {
  /** The most texts. For one more, one session makes room. */
  readonly maxEntries: number
  /** Milliseconds since the epoch, at or before every time that is given later. */
  readonly beganAt?: number
  /** Takes what `collect` hands over, and what is about to be forgotten. */
  readonly note?: (sighting: Sighting) => void
}

export function createNearCache({ maxEntries, beganAt = 0, note = () => {} }: NearCacheParts): NearCache {
  const table = createDigestTable<CachedSession & { readonly freshUntilMs: number }>()
  const digestsOf = new Map<SessionId, string | string[]>()
  const fills = new Map<SessionId, Set<OpenFill>>()
  let hand = 0

  const sighted = ({ session, sessionEndsAt, idleTimeoutMs }: CachedSession, seenMs: number): void =>
    note({
      id: session.id,
      lastSeenAt: beganAt + seenMs,
      recordedAt: session.lastSeenAt,
      sessionEndsAt,
      idleTimeoutMs,
    })
  const textsOf = (id: SessionId): readonly string[] => {
    const digests = digestsOf.get(id)
    return digests === undefined ? [] : typeof digests === 'string' ? [digests] : digests
  }
  const entryOf = (digest: string): CachedSession | undefined => {
    const slot = table.find(digest)
    return slot === -1 ? undefined : table.entry(slot)
  }
  const drop = (digest: string): void => {
    const slot = table.find(digest)
    if (slot === -1) return
    const seenMs = table.seenMs(slot)
    if (seenMs !== null) sighted(table.entry(slot), seenMs)
    table.remove(slot)
  }
  const forget = (digest: string, id: SessionId): void => {
    drop(digest)
    const others = textsOf(id).filter((other) => other !== digest)
    if (others.length > 0) digestsOf.set(id, others)
    else digestsOf.delete(id)
  }
  const evict = (id: SessionId): void => {
    for (const digest of textsOf(id)) drop(digest)
    digestsOf.delete(id)
  }
  const discard = (id: SessionId): void => {
    for (const open of fills.get(id) ?? []) open.discarded = true
  }
  const forgetOldest = (id: SessionId): void => {
    const [oldest] = textsOf(id)
    if (oldest !== undefined) forget(oldest, id)
    discard(id) // a slow read of an older version must not take the place of what is forgotten here
  }
  /** The hand goes round, and whatever session it meets gives up its oldest text. */
  const makeRoom = (): void => {
    const met = table.next(hand)
    if (met === undefined) return
    hand = met.slot + 1
    forgetOldest(met.entry.session.id)
  }
  const keep = (digest: string, cached: CachedSession): void => {
    const { id } = cached.session
    const before = entryOf(digest)
    if (before && before.version > cached.version) return
    if (before) forget(digest, id)
    // One session must not fill the cache with its own texts.
    if (textsOf(id).length >= mostTexts) forgetOldest(id)
    else if (table.size >= maxEntries) makeRoom()
    const others = textsOf(id)
    digestsOf.set(id, others.length === 0 ? digest : [...others, digest])
    table.put(digest, { ...cached, freshUntilMs: cached.freshUntil - beganAt })
  }

  return {
    get size() {
      return table.size
    },
    get: entryOf,
    present(digest, now, latestNow) {
      const slot = table.find(digest)
      if (slot === -1 || !table.isFresh(slot, latestNow - beganAt)) return undefined
      table.see(slot, now - beganAt)
      return table.session(slot)
    },
    latestSeen(id) {
      let latest = 0
      for (const digest of textsOf(id)) {
        const seenMs = table.seenMs(table.find(digest))
        if (seenMs !== null) latest = Math.max(latest, beganAt + seenMs)
      }
      return latest
    },
    collect: () => table.takeSeen(sighted),
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
      table.takeSeen(sighted)
      table.clear()
      digestsOf.clear()
    },
  }
}

interface OpenFill {
  discarded: boolean
}
