/*
 * What the model of the near-cache needs to know of the engine's parts, written as the least that it uses.
 */

export interface CacheEntry {
  readonly version: number
  readonly session: { readonly id: string }
}

export type CacheChange =
  | { readonly kind: 'replaced'; readonly id: string; readonly version: number }
  | { readonly kind: 'ended'; readonly id: string; readonly reason: string }

/** The near-cache and the lease, as they are shipped or with a fault planted. */
export interface CacheParts {
  createNearCache(options: { readonly maxEntries: number }): {
    get(digest: string): CacheEntry | undefined
    beginFill(id: string): { complete(digest: string, entry: CacheEntry): void; release(): void }
    apply(change: CacheChange): void
    clear(): void
  }
  createLease(options: {
    readonly feed: { barrier(): Promise<void> }
    readonly clock: { now(): number; monotonic(): number }
    readonly leaseMs: number
  }): {
    valid(): boolean
    renew(): Promise<void>
    revoke(): void
    close(): void
  }
}
