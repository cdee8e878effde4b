import { isUsable, retryDelayMs } from './access-life.ts'
import type { SignOutCode } from './client-state.ts'
import { codeOf, entryOf, isSignOutCode, type Reply, tokensOf } from './read-reply.ts'
import type { Vault, VaultEntry } from './vault.ts'

/** What a renewal needs of the client around it. */
export interface RenewalSeams {
  readonly vault: Vault
  now(): number
  random(): number
  wait(ms: number): Promise<void>
  /** Presents a refresh token. Never rejects. */
  ask(refreshToken: string, reread: boolean): Promise<Reply>
  /** Hears of each entry that was read. */
  found(entry: VaultEntry): void
  /** False once the person has signed out or in: then the server is not asked again, and the vault takes no late answer. */
  isCurrent(): boolean
}

export type Renewal =
  /** This entry is in the vault, so its access token may be used. */
  | { readonly kind: 'renewed'; readonly entry: VaultEntry }
  | { readonly kind: 'signed-out'; readonly code: SignOutCode | null }
  | { readonly kind: 'trouble'; readonly code: string; readonly retryAfterMs: number | null }

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
 * @param held the access token that is of no use any more; null for none
 */
export async function renewEntry(held: string | null, seams: RenewalSeams): Promise<Renewal> {
  const { vault } = seams
  let stale: string | null = null
  let waits = 0
  for (let round = 0; round < mostRounds; round++) {
    const entry = await vault.read()
    if (entry === null) return { kind: 'signed-out', code: null }
    if (entry.version !== 1) return { kind: 'trouble', code: 'client/vault', retryAfterMs: null }
    seams.found(entry)
    if (entry.accessToken !== held && isUsable(entry, seams.now())) return { kind: 'renewed', entry }
    if (!seams.isCurrent()) break
    const reply = await seams.ask(entry.refreshToken, entry.refreshToken === stale)
    const tokens = tokensOf(reply)
    const code = codeOf(reply)
    if (tokens) {
      const next = entryOf(tokens, seams.now(), entry)
      if (await vault.replace(entry, next)) return { kind: 'renewed', entry: next }
    } else if (isSignOutCode(code)) {
      if (await vault.replace(entry, null)) return { kind: 'signed-out', code }
    } else if (code === 'refresh/stale') {
      stale = entry.refreshToken
    } else if (code === 'refresh/superseded') {
      waits += 1
      await seams.wait(retryDelayMs(waits, seams.random()) / 4)
    } else {
      return { kind: 'trouble', code, retryAfterMs: reply.retryAfterMs }
    }
  }
  return { kind: 'trouble', code: 'refresh/superseded', retryAfterMs: windowPartMs }
}
