import { inspect } from 'node:util'
import type { Core } from './core.ts'
import type { IdentityEvent } from './identity-event.ts'

/** A listener that fails is warned of at most once in this time, in milliseconds, as the engine does it. */
const quietMs = 60_000

/** Makes what tells events to the listener, if there is one. When it fails, the process warns and nothing else happens. */
export function createEmit(
  on: ((event: IdentityEvent) => unknown) | undefined, // a promise, when it is an async function
  now: () => number,
): Core['emit'] {
  let warnedAt = -Infinity
  return (type, accountId, { network, userAgent }, details) => {
    if (!on) return
    const time = now()
    const at = new Date(time).toISOString()
    const failed = (error: unknown): void => {
      if (time < warnedAt + quietMs) return
      warnedAt = time
      process.emitWarning(`The listener failed at the event ${type}, which counts all the same.`, {
        type: 'SojournWarning',
        code: 'SOJOURN_LISTENER_FAILED',
        detail: error instanceof Error && error.stack ? error.stack : inspect(error, { depth: 0 }),
      })
    }
    try {
      const heard = on({ type, at, accountId, network, userAgent, ...details } as IdentityEvent) // built from its parts
      if (heard instanceof Promise) heard.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}
