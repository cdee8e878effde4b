import { type Refused, refused } from '../accounts/refused.ts'
import { createRounds, type Rounds } from './rounds.ts'

/**
 * Lines to wait in: devices that signed in before, other devices, and new passwords. They take turns, known devices two
 * of three: no flood in one line keeps out another.
 */
export type Line = 'known' | 'guess' | 'new'

/** Whom costly work is for. */
export interface Place {
  readonly line: Line
  /**
   * A network; in the line of known devices an account in a network, as one account may have many devices. Each has a
   * share of its line, and within it they are served in rounds.
   */
  readonly share: string
}

/** Runs costly work a few at a time. */
export interface WorkQueue {
  /**
   * Refuses with `auth/busy` without doing the work: at once when the line or the share of it is full, and later when
   * its turn did not come in time. In a full line the last of the largest share gives way to who has less.
   */
  run<Result>(place: Place, work: () => Promise<Result>): Promise<Result | Refused>
}

export interface WorkQueueOptions {
  /** How many run at once. */
  readonly running: number
  /** How many more may wait in each line. */
  readonly waiting: number
  /** How many places in a line, waiting or running, one share may have. */
  readonly perShare: number
  /** The same in the line of known devices, where a share is one person's. Default 3. */
  readonly perKnown?: number
  /** For how long work waits at most, in milliseconds. Default 10,000. */
  readonly patienceMs?: number
}

/** Whose turn it is, over and over; an empty line passes it on. */
const order: readonly Line[] = ['known', 'guess', 'known', 'known', 'new', 'known']

/** Ends the waiting: its turn came, or it is no use to wait on. */
type Settle = (came: boolean) => void

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { running, waiting, perShare, perKnown = 3, patienceMs = 10_000 } = options
  const lines: Record<Line, Rounds<Settle>> = {
    known: createRounds(),
    guess: createRounds(),
    new: createRounds(),
  }
  const held = new Map<string, number>()
  let busy = 0
  let turn = 0

  function next(): Settle | undefined {
    for (let tries = 0; tries < order.length; tries++) {
      const line = order[turn++ % order.length] ?? 'known'
      const settle = lines[line].next()
      if (settle) return settle
    }
    return undefined
  }

  /** Resolves to whether its turn came. */
  function wait({ line, share }: Place): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean): void => {
        clearTimeout(timer)
        resolve(came)
      }
      const timer = setTimeout(() => {
        lines[line].remove(share, settle)
        settle(false)
      }, patienceMs)
      lines[line].add(share, settle)
    })
  }

  /** Makes room in a full line, where one share has more than this one would. */
  function makeRoom({ line, share }: Place): boolean {
    const largest = lines[line].largest()
    if (!largest || lines[line].sizeOf(largest.share) <= lines[line].sizeOf(share) + 1) return false
    lines[line].remove(largest.share, largest.last)
    largest.last(false)
    return true
  }

  function giveBack(key: string): void {
    const left = (held.get(key) ?? 1) - 1
    if (left > 0) held.set(key, left)
    else held.delete(key)
  }

  return {
    async run(place, work) {
      const { line, share } = place
      const key = `${line} ${share}`
      const mine = held.get(key) ?? 0
      const most = line === 'known' ? Math.min(perKnown, perShare) : perShare
      if (mine >= most) return tooMany()
      if (busy >= running && lines[line].size >= waiting && !makeRoom(place)) return tooMany()
      held.set(key, mine + 1)
      if (busy < running) busy++
      else if (!(await wait(place))) {
        giveBack(key)
        return tooMany()
      }
      try {
        return await work()
      } finally {
        giveBack(key)
        const settle = next() // the place is handed on, so that nobody overtakes who waits
        if (settle) settle(true)
        else busy--
      }
    },
  }
}

function tooMany(): Refused {
  return refused('auth/busy', 'Too many people are signing in right now. Try again shortly.', 5)
}
