import { type Refused, refused } from '../accounts/refused.ts'

/**
 * Lines to wait in. Devices that signed in before go first: they are few, and no flood of strangers keeps them out. The
 * others take turns, so that neither sign-ins nor new passwords keep out one another.
 */
export type Line = 'known' | 'guess' | 'new'

/** Whom costly work is for. */
export interface Place {
  readonly line: Line
  /** A network, or a known device: each has a share of its line. */
  readonly share: string
}

/** Runs costly work a few at a time. */
export interface WorkQueue {
  /** Refuses with `auth/busy` at once, without doing the work, when the line or the share of it is full. */
  run<Result>(place: Place, work: () => Promise<Result>): Promise<Result | Refused>
}

export interface WorkQueueOptions {
  /** How many run at once. */
  readonly running: number
  /** How many more may wait in each line. */
  readonly waiting: number
  /** How many places in a line, waiting or running, one share may have. */
  readonly perShare: number
}

export function createWorkQueue({ running, waiting, perShare }: WorkQueueOptions): WorkQueue {
  const lines: Record<Line, (() => void)[]> = { known: [], guess: [], new: [] }
  const shares = new Map<string, number>()
  let busy = 0
  let turn: 'guess' | 'new' = 'guess'

  function next(): (() => void) | undefined {
    const after = turn
    turn = turn === 'guess' ? 'new' : 'guess'
    return lines.known.shift() ?? lines[after].shift() ?? lines[turn].shift()
  }

  /** Hands the place to whoever is next, so that nobody overtakes them. */
  function leave(share: string): void {
    const left = (shares.get(share) ?? 1) - 1
    if (left > 0) shares.set(share, left)
    else shares.delete(share)
    const begin = next()
    if (begin) begin()
    else busy--
  }

  return {
    async run({ line, share }, work) {
      const key = `${line} ${share}`
      const held = shares.get(key) ?? 0
      if (held >= perShare || (busy >= running && lines[line].length >= waiting)) {
        return refused('auth/busy', 'Too many people are signing in right now. Try again shortly.', 5)
      }
      shares.set(key, held + 1)
      if (busy < running) busy++
      else await new Promise<void>((resolve) => lines[line].push(resolve))
      try {
        return await work()
      } finally {
        leave(key)
      }
    },
  }
}
