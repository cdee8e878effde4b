/** A line in which everybody who waits has a share: of the shares, each is served once a round. */
export interface Rounds<Item> {
  readonly size: number
  /** How many of one share wait. */
  sizeOf(share: string): number
  /** The share of which most wait, and the last of it; null when nobody waits. */
  largest(): { readonly share: string; readonly last: Item } | null
  add(share: string, item: Item): void
  /** The first of the share whose turn it is. */
  next(): Item | undefined
  /** Takes out one that need not wait any more. */
  remove(share: string, item: Item): void
}

export function createRounds<Item>(): Rounds<Item> {
  const shares = new Map<string, Item[]>() // in the order of their turns
  let size = 0
  return {
    get size() {
      return size
    },
    sizeOf: (share) => shares.get(share)?.length ?? 0,
    largest() {
      let found: { share: string; last: Item } | null = null
      let most = 0
      for (const [share, items] of shares) {
        const last = items.at(-1)
        if (last === undefined || items.length <= most) continue
        most = items.length
        found = { share, last }
      }
      return found
    },
    add(share, item) {
      const items = shares.get(share)
      if (items) items.push(item)
      else shares.set(share, [item])
      size++
    },
    next() {
      const [first] = shares
      if (first === undefined) return undefined
      const [share, items] = first
      const item = items.shift()
      size--
      shares.delete(share)
      if (items.length > 0) shares.set(share, items) // behind the others
      return item
    },
    remove(share, item) {
      const items = shares.get(share) ?? []
      const at = items.indexOf(item)
      if (at === -1) return
      items.splice(at, 1)
      size--
      if (items.length === 0) shares.delete(share)
    },
  }
}
