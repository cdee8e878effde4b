import { inspect } from 'node:util'

/** A listener that fails is warned of at most once in this time, in milliseconds, however much happens. */
const quietMs = 60_000

/** Makes what warns of a listener that failed, by `process.emitWarning`. */
export function createListenerWarning(
  now: () => number,
): (listener: object, type: string, error: unknown) => void {
  const warnedAt = new WeakMap<object, number>()
  return (listener, type, error) => {
    const time = now()
    if (time < (warnedAt.get(listener) ?? -Infinity) + quietMs) return
    warnedAt.set(listener, time)
    process.emitWarning(`A listener failed at a ${type} event, which was told to the others.`, {
      type: 'SojournWarning',
      code: 'SOJOURN_LISTENER_FAILED',
      detail: error instanceof Error && error.stack ? error.stack : inspect(error, { depth: 0 }),
    })
  }
}
