import { createSojourn, generateKey, type Sojourn, type SojournEvent, type SojournOptions } from 'sojourn'
import { createMemoryStore } from 'sojourn/memory'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** A running engine under a clock that a test moves. */
export interface TestSojourn {
  readonly sojourn: Sojourn
  readonly clock: ManualClock
  /** All events so far, in order. */
  readonly events: readonly SojournEvent[]
  /** The types of all events so far, in order. */
  eventTypes(): readonly string[]
}

/**
 * Starts an engine for a test: on a memory store of its own, with a key of its own and a manual clock, unless told
 * otherwise. Close it with `sojourn.close()`.
 *
 * @example
 * const { sojourn, clock } = await startSojourn({ policy: { idle: '15m' } })
 */
export async function startSojourn(
  options: Partial<SojournOptions> & { readonly clock?: ManualClock } = {},
): Promise<TestSojourn> {
  const clock = options.clock ?? createManualClock()
  const sojourn = await createSojourn({
    store: createMemoryStore(),
    keys: generateKey(),
    housekeeping: false,
    ...options,
    clock,
  })
  const events: SojournEvent[] = []
  sojourn.on('*', (event) => {
    events.push(event)
  })
  return { sojourn, clock, events, eventTypes: () => events.map(({ type }) => type) }
}
