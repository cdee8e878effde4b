import { ShopError } from './shop-error.ts'

/** Runs costly work a few at a time. */
export interface WorkQueue {
  /** @throws ShopError 503 at once, without doing the work, when too many are waiting */
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

export interface WorkQueueOptions {
  /** How many run at once. */
  readonly running: number
  /** How many more may wait. */
  readonly waiting: number
}

export function createWorkQueue({ running, waiting }: WorkQueueOptions): WorkQueue {
  const line: (() => void)[] = []
  let busy = 0

  async function takePlace(): Promise<void> {
    if (busy < running) {
      busy++
      return
    }
    if (line.length >= waiting) {
      throw new ShopError(503, 'shop/busy', 'Too many people are signing in right now. Try again shortly.', 5)
    }
    await new Promise<void>((resolve) => line.push(resolve))
  }

  /** Hands the place to the next in line, so that nobody overtakes them. */
  function leavePlace(): void {
    const next = line.shift()
    if (next) next()
    else busy--
  }

  return {
    async run(work) {
      await takePlace()
      try {
        return await work()
      } finally {
        leavePlace()
      }
    },
  }
}
