import { isUsable, renewalDelayMs, retryDelayMs } from './access-life.ts'
import type { AccessSource } from './authorized-fetch.ts'
import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import type { StateHolder } from './client-state.ts'
import type { FetchLike } from './platform.ts'
import { renewEntry, type Trouble, troubleOf } from './renew-entry.ts'
import type { VaultEntry } from './vault.ts'

/** Holds what the vault is known to hold, and keeps its access token fresh. */
export interface SessionKeeper extends AccessSource {
  /** Renews once for all who ask meanwhile. Resolves to null, or to the code of what was in the way. */
  renew(): Promise<string | null>
  /** Takes up an entry that is in the vault. */
  hold(entry: VaultEntry): void
  /** Drops what is under way and what is held, which it returns: for the person, or for good. */
  leave(): VaultEntry | null
  /** What it returns says true until the next `hold` or `leave`: what began before has no say any more. */
  begin(): () => boolean
}

/** The most that a server's `Retry-After` is heeded. */
const mostHeldBackMs = 300_000

export function createSessionKeeper(options: ResolvedOptions<FetchLike>, holder: StateHolder): SessionKeeper {
  const { clock, random } = options
  let held: VaultEntry | null = null
  /** The access token that a server refused: of no use, however young. */
  let refused: string | null = null
  let era = 0
  let renewal: Promise<string | null> | null = null
  let failures = 0
  /** Why the server is not asked at the moment: it named a time to come back. */
  let heldBack: string | null = null
  let cancelTimer = (): void => {}

  function begin(): () => boolean {
    const began = era
    return () => era === began
  }

  function isHeldUsable(): boolean {
    return held !== null && held.accessToken !== refused && isUsable(held, clock.now())
  }

  function renew(): Promise<string | null> {
    renewal ??= beginRenewal()
    return renewal
  }

  async function beginRenewal(): Promise<string | null> {
    const isCurrent = begin()
    const found = (entry: VaultEntry): void => {
      held = entry
    }
    const useless = held?.accessToken ?? null
    const outcome = await renewEntry(useless, options, { isCurrent, found }).catch(() =>
      troubleOf('client/vault'),
    )
    if (!isCurrent()) return null
    renewal = null
    if (outcome.status === 'offline') return tryLater(outcome)
    if (outcome.status === 'signed-in') keep(outcome.entry)
    else {
      drop()
      if (holder.state.status !== 'signed-out') holder.set(outcome)
    }
    return null
  }

  function keep(entry: VaultEntry): void {
    drop()
    held = entry
    renewIn(renewalDelayMs(entry, clock.now(), random()))
    holder.set({ status: 'signed-in', details: entry.details })
  }

  function tryLater({ code, retryAfterMs }: Trouble): string {
    failures += 1
    heldBack = retryAfterMs > 0 ? code : null
    renewIn(Math.max(retryDelayMs(failures, random()), Math.min(retryAfterMs, mostHeldBackMs)))
    if (!isHeldUsable()) holder.set({ status: 'offline', details: held?.details ?? null, code })
    return code
  }

  function drop(): void {
    held = null
    heldBack = null
    failures = 0
    cancelTimer()
  }

  function leave(): VaultEntry | null {
    const left = held
    era += 1
    renewal = null
    drop()
    return left
  }

  function renewIn(ms: number): void {
    cancelTimer()
    cancelTimer = clock.after(ms, () => {
      heldBack = null
      void renew()
    })
  }

  return {
    begin,
    renew,
    leave,
    hold(entry) {
      leave()
      keep(entry)
    },
    async access(useless) {
      const before = useless ?? held
      if (useless) refused = useless.accessToken
      if (holder.state.status !== 'signed-out' && !isHeldUsable()) {
        const code = heldBack ?? (await renew())
        if (code) throw new ClientError('client/offline', `no access token: ${code}`)
      }
      if (!before || before.stay === held?.stay) return held
      if (useless) return null
      throw new ClientError('session/none')
    },
  }
}
