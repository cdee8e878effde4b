import type { TokenResponse } from '@sojourn/protocol'
import { createAuthorizedFetch } from './authorized-fetch.ts'
import type { Client } from './client.ts'
import { ClientError } from './client-error.ts'
import { type ClientOptions, resolveOptions } from './client-options.ts'
import { createStateHolder } from './client-state.ts'
import type { FetchLike } from './platform.ts'
import { post } from './post.ts'
import { tokensOf } from './read-body.ts'
import { createSessionKeeper } from './session-keeper.ts'
import type { VaultEntry } from './vault.ts'
import { entryOf } from './vault-entry.ts'
import { writeVault } from './write-vault.ts'

/**
 * Keeps a native client signed in to a Sojourn server: renews the access token ahead of its expiry, tells being offline
 * from being signed out, and is never taken for a thief when it is killed or raced. Reads the vault at once.
 *
 * @throws `config/invalid`
 * @example
 * const client = createClient({ baseUrl: 'https://api.example/auth', vault: createMemoryVault(), fetch })
 * await client.signIn({ email, password })
 * const answer = await client.fetch('https://api.example/orders')
 */
export function createClient<Fetch extends FetchLike>(given: ClientOptions<Fetch>): Client<Fetch> {
  const options = resolveOptions(given)
  const { clock, random, vault } = options
  const holder = createStateHolder()
  const keeper = createSessionKeeper(options, holder)
  let closed = false
  let emptied: Promise<VaultEntry | null> | null = null

  /** Stores, then uses. A sign-out, or another sign-in, that came in between wins. */
  async function adopt(tokens: TokenResponse | null, isCurrent: () => boolean): Promise<void> {
    if (!tokens) throw new ClientError('client/unexpected')
    const stay = `${clock.now()}-${random()}`
    const entry = entryOf(tokens, clock.now(), { stay, details: {} })
    let kept = false
    try {
      await emptied
      if (isCurrent()) await writeVault(vault, entry)
      kept = isCurrent()
      if (!kept) await vault.replace(entry, null)
    } finally {
      if (!kept) void end(entry)
    }
    if (!kept) throw new ClientError('sign-in/overtaken')
    keeper.hold(entry)
  }

  /** Tells the server to end a session. Whether it has. */
  async function end({ refreshToken, accessToken }: VaultEntry): Promise<boolean> {
    const { status } = await post(options, 'signOut', { refresh_token: refreshToken }, accessToken)
    return status !== null && status < 300
  }

  function whileOpen<Given extends unknown[], Result>(
    work: (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result> {
    return async (...given) => {
      if (closed) throw new ClientError('usage/closed')
      return work(...given)
    }
  }

  void keeper.renew()

  return {
    get state() {
      return holder.state
    },
    subscribe: holder.subscribe,
    adopt: whileOpen((tokens) => adopt(tokensOf(tokens), keeper.begin())),
    signIn: whileOpen(async (credentials) => {
      const isCurrent = keeper.begin()
      const { tokens, code, status } = await post(options, 'signIn', { ...credentials, client: 'native' })
      if (!tokens) throw new ClientError(code, code, status)
      await adopt(tokens, isCurrent)
    }),
    // What the given fetch takes and answers goes through unchanged.
    fetch: whileOpen(createAuthorizedFetch(options, keeper)) as Client<Fetch>['fetch'],
    refresh: whileOpen(async () => {
      await keeper.renew()
    }),
    signOut: whileOpen(async () => {
      const before = keeper.leave()
      holder.set({ status: 'signed-out', code: null })
      const emptying = writeVault(vault, null)
      emptied = emptying.catch(() => null)
      const removed = (await emptied) ?? before
      const ended = !removed || (await end(removed))
      await emptying // to reject with what the vault throws
      return ended
    }),
    close() {
      closed = true
      keeper.leave()
    },
  }
}
