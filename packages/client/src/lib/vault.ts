import type { Details } from './client-state.ts'

/** What a client keeps between two runs. All of it is plain JSON. */
export interface VaultEntry {
  /** The format. An entry of another format is left alone: the client is then offline, not signed out. */
  readonly version: 1
  /** Names the sign-in. Each renewal carries it over, so that no request of one person is sent again for another. */
  readonly stay: string
  readonly refreshToken: string
  readonly accessToken: string
  /** When the tokens arrived, by this device's own clock: milliseconds since the epoch. */
  readonly receivedAt: number
  /** How long the access token lives from then on, in milliseconds. */
  readonly accessLifeMs: number
  /** What the server said beside the tokens (`user`, `session`): enough to show who is signed in while offline. */
  readonly details: Details
}

/**
 * Where a client keeps its credentials. All contexts of one installation (tabs, windows, processes) share one vault.
 *
 * A rejected promise means that nothing is known; the client then changes nothing, and tries again later.
 */
export interface Vault {
  /** What is in the vault now, as the last `replace` of any context left it; null when it is empty. */
  read(): Promise<VaultEntry | null>
  /**
   * Puts `next` in the place of `expected` in one atomic step: true when it is there durably, false when the vault holds
   * something else, which it keeps. Two entries are the same when their `refreshToken` is; null expects an empty vault,
   * or empties it.
   */
  replace(expected: VaultEntry | null, next: VaultEntry | null): Promise<boolean>
}
