import type { SessionStore } from 'sojourn'

/** A store that another process can open, too. */
export type StoreAddress =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string }

export interface OpenedStore {
  readonly store: SessionStore
  close(): Promise<void>
}

/** Opens the store at an address, with a connection of its own. */
export async function openStore(address: StoreAddress): Promise<OpenedStore> {
  if (address.kind === 'sqlite') {
    const { createSqliteStore } = await import('sojourn/sqlite')
    const store = createSqliteStore(address.path)
    return { store, close: () => store.close() }
  }
  const { createClient } = await import('redis')
  const { createRedisStore } = await import('sojourn/redis')
  const client = await createClient({ url: address.url }).connect()
  const store = createRedisStore(client)
  return {
    store,
    async close() {
      await store.close()
      client.destroy()
    },
  }
}
