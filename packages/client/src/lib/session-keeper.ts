import { isUsable, renewalDelayMs, retryDelayMs } from './access-life.ts'
import type { Access, AccessSource } from './authorized-fetch.ts'
import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import type { StateHolder } from './client-state.ts'
import type { FetchLike } from './platform.ts'
import { post } from './post.ts'
import { type Renewal, renewEntry } from './renew-entry.ts'
import type { VaultEntry } from './vault.ts'

/** Holds what the vault is known to hold, and keeps its access token fresh. */
export interface SessionKeeper extends AccessSource {
  readonly held: VaultEntry | null
  /** Renews once for all who ask meanwhile. Resolves to null, or to the code of what was in the way. */
  renew(): Promise<string | null>
  /** Changes with each `hold` and `leave`: what began before has no say any more. */
  readonly era: number
  /** Takes up an entry that is in the vault. */
  hold(entry: VaultEntry): void
  /** Drops what is held and what is under way, for the person or for good. */
  leave(): void
}

/** The most that a server's `Retry-After` is heeded. */
const mostHeldBackMs = 300_000

export function createSessionKeeper(options: ResolvedOptions<FetchLike>, holder: StateHolder): SessionKeeper {
  const { clock, endpoints, random, vault } = options
  let held: VaultEntry | null = null
  let era = 0
  let renewal: Promise<string | null> | null = null
  let failures = 0
  /** Why the server is not asked at the moment: it named a time to come back. */
  let heldBack: string | null = null
  /** The access token that was refused although it was fresh. */
  let futile: string | null = null
  let dueAt = 0
  let cancelTimer = (): void => {}

  function renew(): Promise<string | null> {
    renewal ??= beginRenewal()
    return renewal
  }

  async function beginRenewal(): Promise<string | null> {
    const current = era
    const isCurrent = (): boolean => era === current
    const outcome = await renewEntry(held?.accessToken ?? null, {
      vault,
      now: clock.now,
      random,
      isCurrent,
      wait: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
      ask: (refresh_token, reread) => post(options, endpoints.refresh, { refresh_token, reread }),
      found: (entry) => {
        if (isCurrent()) held = entry
      },
    }).catch((): Renewal => ({ kind: 'trouble', code: 'client/vault', retryAfterMs: null }))
    if (!isCurrent()) return null
    renewal = null
    if (outcome.kind === 'renewed') keep(outcome.entry)
    else if (outcome.kind === 'trouble') return tryLater(outcome)
    else {
      drop()
      if (holder.state.status !== 'signed-out') holder.set({ status: 'signed-out', code: outcome.code })
    }
    return null
  }

  function keep(entry: VaultEntry): void {
    held = entry
    failures = 0
    heldBack = null
    const delayMs = renewalDelayMs(entry, clock.now(), random())
    dueAt = clock.now() + delayMs
    renewIn(delayMs)
    holder.set({ status: 'signed-in', details: entry.details })
  }

  function tryLater({ code, retryAfterMs }: Extract<Renewal, { kind: 'trouble' }>): string {
    failures += 1
    heldBack = retryAfterMs === null ? null : code
    renewIn(Math.max(retryDelayMs(failures, random()), Math.min(retryAfterMs ?? 0, mostHeldBackMs)))
    if (!held || !isUsable(held, clock.now())) {
      holder.set({ status: 'offline', details: held?.details ?? null, code })
    }
    return code
  }

  function drop(): void {
    held = null
    failures = 0
    heldBack = null
    cancelTimer()
  }

  function leave(): void {
    era += 1
    renewal = null
    drop()
  }

  function renewIn(ms: number): void {
    cancelTimer()
    cancelTimer = clock.after(ms, () => {
      heldBack = null
      void renew()
    })
  }

  /** Renews for a request. @throws `client/offline` */
  async function renewNow(known: string | null = heldBack): Promise<void> {
    const code = known ?? (await renew())
    if (code !== null) throw new ClientError('client/offline', `no access token: ${code}`)
  }

  return {
    get held() {
      return held
    },
    get era() {
      return era
    },
    renew,
    leave,
    hold(entry) {
      leave()
      keep(entry)
    },
    async access() {
      const met = holder.state.status === 'loading' ? await renew() : null
      if (holder.state.status === 'signed-out') return null
      const before = held
      if (before && isUsable(before, clock.now())) {
        // The timer of a device that slept is late.
        if (failures === 0 && clock.now() >= dueAt) void renew()
        return before
      }
      await renewNow(met ?? heldBack)
      if (held && (!before || before.stay === held.stay)) return held
      throw new ClientError('session/none', 'the session ended')
    },
    async accessAfter({ accessToken, stay }): Promise<Access | null> {
      if (held?.accessToken === accessToken && futile !== accessToken) await renewNow()
      return held && held.stay === stay && held.accessToken !== accessToken ? held : null
    },
    noteFutile({ accessToken }) {
      futile = accessToken
    },
  }
}
