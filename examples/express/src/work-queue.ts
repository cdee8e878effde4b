import { ShopError } from './shop-error.ts'

/** Runs costly work a few at a time. */
export interface WorkQueue {
  /**
   * @param network whom the work is for: each network has a share of the places
   * @throws ShopError 503 at once, without doing the work, when too many are waiting
   */
  run<Result>(network: string | null, work: () => Promise<Result>): Promise<Result>
}

export interface WorkQueueOptions {
  /** How many run at once. */
  readonly running: number
  /** How many more may wait. */
  readonly waiting: number
  /** How many of both one network may have, so that it can't keep the others out. */
  readonly perNetwork: number
}

export function createWorkQueue({ running, waiting, perNetwork }: WorkQueueOptions): WorkQueue {
  const line: (() => void)[] = []
  const shares = new Map<string | null, number>()
  let busy = 0

  /** Resolves when there is room to run. */
  async function takePlace(network: string | null): Promise<void> {
    const share = shares.get(network) ?? 0
    const isFull = busy >= running && line.length >= waiting
    if (isFull || share >= perNetwork) {
      throw new ShopError(503, 'shop/busy', 'Too many people are signing in right now. Try again shortly.', 5)
    }
    shares.set(network, share + 1)
    if (busy < running) busy++
    else await new Promise<void>((resolve) => line.push(resolve))
  }

  /** Hands the place to the next in line, so that nobody overtakes them. */
  function leavePlace(network: string | null): void {
    const share = shares.get(network) ?? 0
    if (share > 1) shares.set(network, share - 1)
    else shares.delete(network)
    const next = line.shift()
    if (next) next()
    else busy--
  }

  return {
    async run(network, work) {
      await takePlace(network)
      try {
        return await work()
      } finally {
        leavePlace(network)
      }
    },
  }
}
