import type { TokenResponse } from '@sojourn/protocol'
import { createAuthorizedFetch } from './authorized-fetch.ts'
import type { Client } from './client.ts'
import { ClientError } from './client-error.ts'
import { type ClientOptions, resolveOptions } from './client-options.ts'
import { createStateHolder } from './client-state.ts'
import type { FetchLike } from './platform.ts'
import { post } from './post.ts'
import { codeOf, entryOf, tokensOf } from './read-reply.ts'
import { createSessionKeeper } from './session-keeper.ts'
import type { VaultEntry } from './vault.ts'
import { emptyVault, fillVault } from './vault-changes.ts'

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
  const { clock, endpoints, random, vault } = options
  const holder = createStateHolder()
  const keeper = createSessionKeeper(options, holder)
  const authorizedFetch = createAuthorizedFetch(options, keeper)
  let closed = false
  let emptying: Promise<unknown> = Promise.resolve()

  /** Stores, then uses. A sign-out, or another sign-in, since `era` wins. */
  async function adopt(tokens: TokenResponse | null, era: number): Promise<void> {
    if (!tokens) throw new ClientError('client/unexpected', 'no answer to a native sign-in')
    const stay = `${clock.now()}-${random()}`
    const entry = entryOf(tokens, clock.now(), { stay, details: {} })
    await emptying
    if (keeper.era === era) {
      await fillVault(vault, entry)
      if (keeper.era === era) return keeper.hold(entry)
      await emptyVault(vault, entry)
    }
    void end(entry)
    throw new ClientError('sign-in/overtaken', 'overtaken by a sign-out or another sign-in')
  }

  /** Tells the server to end a session. Whether it has. */
  async function end({ refreshToken, accessToken }: VaultEntry): Promise<boolean> {
    const { status } = await post(options, endpoints.signOut, { refresh_token: refreshToken }, accessToken)
    return status >= 200 && status < 300
  }

  function requireOpen(): void {
    if (closed) throw new ClientError('usage/closed', 'the client is closed')
  }

  const openFetch: typeof authorizedFetch = async (input, init) => {
    requireOpen()
    return authorizedFetch(input, init)
  }

  void keeper.renew()

  return {
    get state() {
      return holder.state
    },
    subscribe: holder.subscribe,
    async adopt(tokens) {
      requireOpen()
      await adopt(tokensOf({ status: 200, body: tokens, retryAfterMs: null }), keeper.era)
    },
    async signIn(credentials) {
      requireOpen()
      const { era } = keeper
      const reply = await post(options, endpoints.signIn, { ...credentials, client: 'native' })
      const tokens = tokensOf(reply)
      if (tokens) return adopt(tokens, era)
      const code = codeOf(reply)
      throw new ClientError(code, `the sign-in failed: ${code}`, { status: reply.status })
    },
    fetch: openFetch as Client<Fetch>['fetch'], // what the given fetch takes and answers goes through unchanged
    async refresh() {
      requireOpen()
      await keeper.renew()
    },
    async signOut() {
      requireOpen()
      const before = keeper.held
      keeper.leave()
      holder.set({ status: 'signed-out', code: null })
      const emptied = emptyVault(vault)
      emptying = emptied.catch(() => {})
      try {
        const removed = (await emptied) ?? before
        return removed === null || (await end(removed))
      } catch (error) {
        if (before) await end(before)
        throw error
      }
    },
    close() {
      closed = true
      keeper.leave()
      holder.close()
    },
  }
}
