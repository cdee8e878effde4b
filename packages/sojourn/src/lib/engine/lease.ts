import type { Clock } from './clock.ts'
import type { Feed } from './store.ts'

/** The time for which it is certain that the feed has told every change. */
export interface Lease {
  /**
   * Whether it runs, by both clocks: one stops when the machine is suspended, the other may jump. Their readings may be
   * given by who has them already.
   */
  valid(wall?: number, monotonic?: number): boolean
  /** Asks the feed once. The lease then runs from the moment of asking, not of the answer. */
  renew(): Promise<void>
  /** Takes it back at once, until an answer to a question that is asked from now on. */
  revoke(): void
  close(): void
}

export interface LeaseOptions {
  readonly feed: Pick<Feed, 'barrier'>
  readonly clock: Clock
  readonly leaseMs: number
}

/** Makes a lease that renews itself four times in its length. */
export function createLease({ feed, clock, leaseMs }: LeaseOptions): Lease {
  let askedWall = Infinity
  let askedMonotonic = -Infinity
  let revocations = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const lease: Lease = {
    valid(wall = clock.now(), monotonic = clock.monotonic()) {
      return monotonic < askedMonotonic + leaseMs && wall >= askedWall && wall < askedWall + leaseMs
    },
    async renew() {
      const wall = clock.now()
      const monotonic = clock.monotonic()
      const before = revocations
      try {
        await feed.barrier()
      } catch {
        return // it runs out by itself
      }
      if (closed || before !== revocations || monotonic < askedMonotonic) return
      askedWall = wall
      askedMonotonic = monotonic
    },
    revoke() {
      revocations++
      askedWall = Infinity
      askedMonotonic = -Infinity
    },
    close() {
      closed = true
      clearTimeout(timer)
      lease.revoke()
    },
  }
  const keepRenewing = async (): Promise<void> => {
    await lease.renew()
    if (!closed) timer = setTimeout(keepRenewing, leaseMs / 4).unref()
  }
  void keepRenewing()
  return lease
}
