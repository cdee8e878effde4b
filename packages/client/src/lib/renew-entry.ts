import { isUsable, retryDelayMs } from './access-life.ts'
import type { ResolvedOptions } from './client-options.ts'
import type { SignOutCode } from './client-state.ts'
import type { FetchLike } from './platform.ts'
import { post } from './post.ts'
import { isSignOutCode } from './read-body.ts'
import type { VaultEntry } from './vault.ts'
import { entryOf } from './vault-entry.ts'

/** What came of it, by the state that it leads to. */
export type Renewal =
  /** This entry is in the vault, so its access token may be used. */
  | { readonly status: 'signed-in'; readonly entry: VaultEntry }
  | { readonly status: 'signed-out'; readonly code: SignOutCode | null }
  | Trouble

/** Nothing is known of the session: `code` is what was met instead. */
export interface Trouble {
  readonly status: 'offline'
  readonly code: string
  /** 0 when nobody named a time. */
  readonly retryAfterMs: number
}

/** What a renewal tells and asks the client around it. */
interface RenewalSeams {
  /** False once the person has signed out or in: then the server is not asked again. */
  isCurrent(): boolean
  /** Hears of each entry that was read. */
  found(entry: VaultEntry): void
}

const mostRounds = 6
/** When the other holder has stored nothing by then, it will not: the rest of the server's window is waited for. */
const windowPartMs = 10_000

/**
 * Gets an entry with a fresh access token: another context's from the vault, or a new one from the server.
 *
 * Keeps the three duties of a Sojourn client: the vault is written by compare-and-set on the token that was presented,
 * and an answer that it does not take is dropped whole; nothing is used before it is stored; `reread: true` is said only
 * of a token that was found unchanged in the vault after `refresh/stale`. (DESIGN.md, "Refresh: confirmed rotation")
 *
 * @param useless the access token that is of no use any more; null for none
 */
export async function renewEntry(
  useless: string | null,
  options: ResolvedOptions<FetchLike>,
  { isCurrent, found }: RenewalSeams,
): Promise<Renewal> {
  const { clock, random, vault } = options
  let stale: string | null = null
  let waits = 0
  for (let round = 0; round < mostRounds; round++) {
    const entry = await vault.read()
    if (!isCurrent()) break
    if (!entry) return { status: 'signed-out', code: null }
    if (entry.version !== 1) return troubleOf('client/vault')
    found(entry)
    if (entry.accessToken !== useless && isUsable(entry, clock.now())) return { status: 'signed-in', entry }
    const presented = entry.refreshToken
    const content = { refresh_token: presented, reread: presented === stale }
    const { tokens, code, retryAfterMs } = await post(options, 'refresh', content)
    if (tokens) {
      const next = entryOf(tokens, clock.now(), entry)
      if (await vault.replace(entry, next)) return { status: 'signed-in', entry: next }
    } else if (isSignOutCode(code)) {
      if (await vault.replace(entry, null)) return { status: 'signed-out', code }
    } else if (code === 'refresh/stale') {
      stale = presented
    } else if (code === 'refresh/superseded') {
      waits += 1
      await new Promise<void>((resolve) => clock.after(retryDelayMs(waits, random()) / 4, resolve))
    } else {
      return troubleOf(code, retryAfterMs)
    }
  }
  return troubleOf('refresh/superseded', windowPartMs)
}

export function troubleOf(code: string, retryAfterMs = 0): Trouble {
  return { status: 'offline', code, retryAfterMs }
}
