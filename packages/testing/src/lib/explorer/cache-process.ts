import type { CacheParts } from './cache-rules.ts'

/** One thing that happens to the process that reads; `fill` and `ask` count from 0 and are never used twice. */
export type ProcessInput =
  | {
      readonly kind: 'tick'
      readonly wall: number
      readonly monotonic: number
      readonly wallMayJump: boolean
    }
  | { readonly kind: 'begin'; readonly finds: number }
  | { readonly kind: 'complete'; readonly fill: number; readonly version: number }
  | { readonly kind: 'other-session' }
  | { readonly kind: 'change'; readonly version: number | null }
  | { readonly kind: 'gap' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'answer'; readonly ask: number }

/** What can be seen of the process: the version in the cache, and whether the lease runs. */
export interface Observed {
  readonly cached: number | null
  readonly leased: boolean
}

/** Ticks are long, so that no timer of the parts runs during a replay. */
const tickMs = 10_000_000
export const leaseTicks = 2
const id = 'session'
const digest = 'digest'

/** Runs the parts through a history from their beginning, wired as the engine wires them, and looks at them. */
export async function replay(parts: CacheParts, history: readonly ProcessInput[]): Promise<Observed> {
  const time = { wall: 1000 * tickMs, monotonic: 0 }
  const answers: (() => void)[] = []
  const feed = { barrier: () => new Promise<void>((resolve) => answers.push(resolve)) }
  const clock = { now: () => time.wall, monotonic: () => time.monotonic }
  const cache = parts.createNearCache({ maxEntries: 1 })
  const lease = parts.createLease({ feed, clock, leaseMs: leaseTicks * tickMs })
  const fills: ReturnType<typeof cache.beginFill>[] = []
  for (const input of history) {
    if (input.kind === 'tick') {
      time.wall += input.wall * tickMs
      time.monotonic += input.monotonic * tickMs
    } else if (input.kind === 'begin') fills.push(cache.beginFill(id))
    else if (input.kind === 'complete') {
      const fill = fills[input.fill]
      fill?.complete(digest, { version: input.version, session: { id } })
      fill?.release()
    } else if (input.kind === 'other-session') {
      const other = cache.beginFill('other')
      other.complete('other digest', { version: 1, session: { id: 'other' } })
      other.release()
    } else if (input.kind === 'change') {
      const { version } = input
      cache.apply(
        version === null ? { kind: 'ended', id, reason: 'revoked' } : { kind: 'replaced', id, version },
      )
    } else if (input.kind === 'gap') {
      lease.revoke()
      cache.clear()
    } else if (input.kind === 'ask') void lease.renew()
    else {
      answers[input.ask]?.()
      await settled()
    }
  }
  const observed = { cached: cache.get(digest)?.version ?? null, leased: lease.valid() }
  lease.close()
  return observed
}

/** Lets the promises that are due run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await null
}
