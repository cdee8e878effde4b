import { setMaxListeners } from 'node:events'

/** When calls that began within a short while of one another are given up. */
export interface Deadline {
  /** Aborted at that moment. */
  readonly signal: AbortSignal
  /** Has `giveUp` called at that moment, unless the returned function is called before. */
  await(giveUp: () => void): () => void
}

/** One timer serves the calls of this part of a time-out: a timer and a signal a call cost more than the call. */
const parts = 20

/** Makes the deadlines of calls that may take `timeoutMs`; they come at most a twentieth later. */
export function createDeadlines(timeoutMs: number): () => Deadline {
  const partMs = timeoutMs / parts
  let current: Deadline | null = null
  let currentUntil = 0

  function open(): Deadline {
    const controller = new AbortController()
    setMaxListeners(0, controller.signal)
    const waiting = new Set<() => void>()
    setTimeout(() => {
      for (const giveUp of waiting) giveUp()
      controller.abort()
    }, timeoutMs + partMs).unref()
    return {
      signal: controller.signal,
      await(giveUp) {
        waiting.add(giveUp)
        return () => void waiting.delete(giveUp)
      },
    }
  }
  return () => {
    const now = performance.now()
    if (current === null || now >= currentUntil) {
      current = open()
      currentUntil = now + partMs
    }
    return current
  }
}
