/** Whose turn it is to be. */
export interface TurnPlace {
  /** Whether the device signed in before: those go first, three times of four. */
  readonly isKnown: boolean
  /** A network, or one person in it: each has a share, and they are served in rounds. */
  readonly share: string
}

/** Lets work begin one by one, with everything else that waits served in between. */
export interface Turns {
  /** Resolves to true when it is the caller's turn; to false at once when too many wait already, in all or of the share. */
  next(place: TurnPlace): Promise<boolean>
}

export interface TurnOptions {
  /** In each of the two lines. Default 1000. */
  readonly mostWaiting?: number
  /** Of one network, devices apart that signed in before. Default 32. */
  readonly mostOfNetwork?: number
  /** Of one person in one network. Default 8. */
  readonly mostOfPerson?: number
}

type Begin = () => void

/** What waits, by share, in the order of the shares' turns. */
interface Line {
  readonly shares: Map<string, Begin[]>
  size: number
}

/**
 * Turns of the event loop: of all that wait, one begins in each. When a hundred people sign in at the same moment, a
 * request that comes meanwhile waits for one of them to be looked up, not for all; and a hundred of one network wait for
 * themselves, not others for them.
 */
export function createTurns(options: TurnOptions = {}): Turns {
  const { mostWaiting = 1000, mostOfNetwork = 32, mostOfPerson = 8 } = options
  const known: Line = { shares: new Map(), size: 0 }
  const others: Line = { shares: new Map(), size: 0 }
  const order = [known, known, known, others]
  let isTurning = false
  let count = 0

  function turn(): void {
    const line = order[count++ % order.length] ?? known
    const begin = first(line) ?? first(line === known ? others : known)
    if (begin === undefined) {
      isTurning = false
      return
    }
    setImmediate(turn) // after what the sockets have brought by then
    begin()
  }

  return {
    next({ isKnown, share }) {
      const line = isKnown ? known : others
      const mine = line.shares.get(share) ?? []
      if (line.size >= mostWaiting || mine.length >= (isKnown ? mostOfPerson : mostOfNetwork)) {
        return Promise.resolve(false)
      }
      const { promise, resolve } = Promise.withResolvers<boolean>()
      mine.push(() => resolve(true))
      line.shares.set(share, mine)
      line.size += 1
      if (!isTurning) {
        isTurning = true
        setImmediate(turn)
      }
      return promise
    },
  }
}

/** The first of the share whose turn it is; the share goes behind the others. */
function first(line: Line): Begin | undefined {
  const [next] = line.shares
  if (next === undefined) return undefined
  const [share, waiting] = next
  const begin = waiting.shift()
  line.size -= 1
  line.shares.delete(share)
  if (waiting.length > 0) line.shares.set(share, waiting)
  return begin
}
