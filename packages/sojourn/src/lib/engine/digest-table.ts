import type { Session } from './session.ts'

/** What the table keeps for one presented text. */
export interface TableEntry {
  readonly session: Session
  /** How long it may be answered, in milliseconds on the table's time line. */
  readonly freshUntilMs: number
}

/**
 * Entries by digest of presented text. All that a look-up needs stands in 32 bytes of one typed array, so that of a
 * million sessions it waits for the memory twice, not six times: once for those, once for the session.
 *
 * A slot is good until the next `put` or `remove`. What is fresh is so to the last 32 ms.
 */
export interface DigestTable<Entry extends TableEntry> {
  readonly size: number
  /** The slot of a digest, or -1. */
  find(digest: string): number
  session(slot: number): Session
  entry(slot: number): Entry
  isFresh(slot: number, atMs: number): boolean
  /** Notes when the text was presented last. */
  see(slot: number, atMs: number): void
  /** When it was presented last, since `put` or `takeSeen`; null when it was not. */
  seenMs(slot: number): number | null
  /** Calls with every entry that was presented, and forgets when. */
  takeSeen(visit: (entry: Entry, seenMs: number) => void): void
  /** A digest that is there already gets the new entry. */
  put(digest: string, entry: Entry): void
  remove(slot: number): void
  clear(): void
  /** The first entry at or after a slot, going round; undefined when the table is empty. */
  next(slot: number): { readonly slot: number; readonly entry: Entry } | undefined
}

/** Of a digest, 160 bits are compared: no other text has the same ones (RFC 6749 §10.10 asks for so many). */
const digestWords = 5
/** In units of 32 ms, and one more: 0 marks a free slot. */
const freshUntil = 5
const wordsPerSlot = 8
/** A double, in milliseconds and one more: 0 marks a text that was not presented. */
const seenDouble = 3
const doublesPerSlot = 4
const unitMs = 32
const mostUnits = 2 ** 31 - 2
const fewestSlots = 1024
const fullest = 0.75

export function createDigestTable<Entry extends TableEntry>(): DigestTable<Entry> {
  let slots = fewestSlots
  let words = new Int32Array(slots * wordsPerSlot)
  let doubles = new Float64Array(words.buffer)
  let sessions: (Session | undefined)[] = new Array(slots).fill(undefined)
  let entries: (Entry | undefined)[] = new Array(slots).fill(undefined)
  let size = 0

  const after = (slot: number): number => (slot + 1) & (slots - 1)
  const homeOf = (slot: number): number => (words[slot * wordsPerSlot] ?? 0) & (slots - 1)
  const isTaken = (slot: number): boolean => words[slot * wordsPerSlot + freshUntil] !== 0

  function seenMs(slot: number): number | null {
    const seen = doubles[slot * doublesPerSlot + seenDouble] ?? 0
    return seen === 0 ? null : seen - 1
  }
  function find(digest: string): number {
    const a = word(digest, 0)
    const b = word(digest, 4)
    const c = word(digest, 8)
    const d = word(digest, 12)
    const e = word(digest, 16)
    for (let slot = a & (slots - 1); ; slot = after(slot)) {
      const at = slot * wordsPerSlot
      if (
        words[at] === a &&
        words[at + 1] === b &&
        words[at + 2] === c &&
        words[at + 3] === d &&
        words[at + 4] === e &&
        words[at + freshUntil] !== 0
      ) {
        return slot
      }
      if (words[at + freshUntil] === 0) return -1
    }
  }
  function move(from: number, to: number): void {
    words.copyWithin(to * wordsPerSlot, from * wordsPerSlot, (from + 1) * wordsPerSlot)
    sessions[to] = sessions[from]
    entries[to] = entries[from]
  }
  function empty(slot: number): void {
    words[slot * wordsPerSlot + freshUntil] = 0
    sessions[slot] = undefined
    entries[slot] = undefined
  }
  function reset(count: number): void {
    slots = count
    words = new Int32Array(slots * wordsPerSlot)
    doubles = new Float64Array(words.buffer)
    sessions = new Array(slots).fill(undefined)
    entries = new Array(slots).fill(undefined)
  }
  function grow(): void {
    const before = { words, sessions, entries }
    reset(slots * 2)
    for (let from = 0; from < before.entries.length; from++) {
      if (before.entries[from] === undefined) continue
      const line = before.words.subarray(from * wordsPerSlot, (from + 1) * wordsPerSlot)
      let slot = (line[0] ?? 0) & (slots - 1)
      while (isTaken(slot)) slot = after(slot)
      words.set(line, slot * wordsPerSlot)
      sessions[slot] = before.sessions[from]
      entries[slot] = before.entries[from]
    }
  }

  return {
    get size() {
      return size
    },
    find,
    session: (slot) => sessions[slot] as Session, // a slot that was found holds one
    entry: (slot) => entries[slot] as Entry, // likewise
    isFresh: (slot, atMs) => atMs < ((words[slot * wordsPerSlot + freshUntil] ?? 0) - 1) * unitMs,
    see(slot, atMs) {
      doubles[slot * doublesPerSlot + seenDouble] = atMs + 1
    },
    seenMs,
    takeSeen(visit) {
      for (let slot = 0; slot < slots; slot++) {
        const seen = isTaken(slot) ? seenMs(slot) : null
        if (seen === null) continue
        doubles[slot * doublesPerSlot + seenDouble] = 0
        visit(entries[slot] as Entry, seen) // it is taken
      }
    },
    put(digest, entry) {
      let slot = find(digest)
      if (slot === -1) {
        size++
        if (size > slots * fullest) grow()
        slot = word(digest, 0) & (slots - 1)
        while (isTaken(slot)) slot = after(slot)
      }
      const at = slot * wordsPerSlot
      for (let index = 0; index < digestWords; index++) words[at + index] = word(digest, index * 4)
      words[at + freshUntil] = 1 + unitsOf(entry.freshUntilMs)
      doubles[slot * doublesPerSlot + seenDouble] = 0
      sessions[slot] = entry.session
      entries[slot] = entry
    },
    remove(slot) {
      size--
      // What stands behind it moves up, so that no look-up stops at the gap.
      let gap = slot
      for (let other = after(gap); isTaken(other); other = after(other)) {
        const home = homeOf(other)
        const isReachable = gap <= other ? gap < home && home <= other : gap < home || home <= other
        if (isReachable) continue
        move(other, gap)
        gap = other
      }
      empty(gap)
    },
    clear() {
      size = 0
      reset(fewestSlots)
    },
    next(slot) {
      if (size === 0) return undefined
      let at = slot & (slots - 1)
      while (!isTaken(at)) at = after(at)
      return { slot: at, entry: entries[at] as Entry } // it is taken
    },
  }
}

function unitsOf(ms: number): number {
  return ms >= unitMs ? Math.min(Math.floor(ms / unitMs), mostUnits) : 0
}

/** Four of the digest's bytes. */
function word(digest: string, at: number): number {
  return (
    digest.charCodeAt(at) |
    (digest.charCodeAt(at + 1) << 8) |
    (digest.charCodeAt(at + 2) << 16) |
    (digest.charCodeAt(at + 3) << 24)
  )
}
