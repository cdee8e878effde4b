import type { TokenResponse } from '@sojourn/protocol'
import type { ClientState } from './client-state.ts'
import type { FetchLike } from './platform.ts'

/** Keeps one person signed in to one server. */
export interface Client<Fetch extends FetchLike = FetchLike> {
  readonly state: ClientState
  /** Calls `listener` after each change of `state`, until the returned function is called. */
  subscribe(listener: (state: ClientState) => void): () => void
  /**
   * Signs in at the server with what it asks for, such as `{ email, password }`; `client: 'native'` is added. Resolves
   * when the vault has the tokens.
   *
   * @throws the server's code when it refuses; `client/offline`; `sign-in/overtaken` when `signOut` was called meanwhile
   */
  signIn(credentials: Readonly<Record<string, unknown>>): Promise<void>
  /**
   * Takes the tokens of a sign-in that was made elsewhere. Resolves when the vault has them.
   *
   * @throws `sign-in/overtaken`, `client/unexpected`
   */
  adopt(tokens: TokenResponse): Promise<void>
  /**
   * The platform's `fetch` with the access token, for the origins named in the options; without it for all others.
   *
   * Renews the token first when it has expired, and once more when the answer is a 401 that says `invalid_token`; then the
   * request is sent again, with its whole body. A redirect is not followed but answered as it came (`redirect: 'manual'`).
   *
   * @param input an address, absolute or relative to `baseUrl`; not a `Request`, whose body can be sent only once
   * @throws `client/offline`, `client/timeout` (not when `init` has a `signal`: then that decides), `client/redirected`,
   *   `usage/invalid` for a body that can't be sent twice, and what the platform's `fetch` rejects with
   */
  fetch(
    input: string | { readonly href: string },
    init?: Parameters<Fetch>[1],
  ): Promise<Awaited<ReturnType<Fetch>>>
  /**
   * Looks into the vault and renews the access token, unless another context did. Call it when the network is back, or
   * when another context changed the vault. Never rejects for lack of a network: `state` tells what came of it.
   */
  refresh(): Promise<void>
  /**
   * Signs out: `state` says so at once, whatever is in flight; then the vault is emptied, then the server is told.
   *
   * @returns whether the server has ended the session; false when it could not be reached
   * @throws what the vault throws, after the server was told
   */
  signOut(): Promise<boolean>
  /** Stops the timers. The vault keeps the credentials for the next run. */
  close(): void
}
