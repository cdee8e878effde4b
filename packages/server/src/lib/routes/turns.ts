/** Lets work begin one by one, with everything else that waits served in between. */
export interface Turns {
  /** Resolves to true when it is the caller's turn; to false at once when too many wait already. */
  next(): Promise<boolean>
}

/**
 * Turns of the event loop: of all that wait, one begins in each. When a hundred people sign in at the same moment, a
 * request that comes meanwhile waits for one of them to be looked up, not for all.
 */
export function createTurns(mostWaiting = 1000): Turns {
  const waiting: (() => void)[] = []
  let isTurning = false

  function turn(): void {
    const begin = waiting.shift()
    if (begin === undefined) {
      isTurning = false
      return
    }
    setImmediate(turn) // after what the sockets have brought by then
    begin()
  }

  return {
    next() {
      if (waiting.length >= mostWaiting) return Promise.resolve(false)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      waiting.push(() => resolve(true))
      if (!isTurning) {
        isTurning = true
        setImmediate(turn)
      }
      return promise
    },
  }
}
