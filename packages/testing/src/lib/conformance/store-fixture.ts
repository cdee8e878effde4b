import type { SessionStore } from 'sojourn'

/** What a store's conformance run has to bring: a real store, and hooks for what only its own side can do. */
export interface StoreFixture {
  /** A store that holds nothing yet and that nobody else writes to. */
  readonly store: SessionStore
  /** Opens a second store object on the same data, over a connection of its own. */
  readonly openAnother?: () => Promise<SessionStore>
  /**
   * Makes the real store unable to take a write, so that each one rejects with `store/…` (reads may still answer).
   * Resolves once it is so.
   */
  readonly breakStore?: () => Promise<void>
  /** Undoes `breakStore`; the same store object then works again. */
  readonly repair?: () => Promise<void>
  /** Closes everything that this fixture opened, what `openAnother` opened included, and removes the data. */
  readonly dispose: () => Promise<void>
}

/**
 * A part of the suite that not every store can run:
 * `second-connection` needs `openAnother`, `unknown-effect` needs `breakStore` and `repair`, and
 * `feed-across-connections` a feed whose reach is `every-process`.
 */
export type OptionalPart = 'second-connection' | 'feed-across-connections' | 'unknown-effect'

export interface ConformanceOptions {
  /** The parts that this store does not run. Nothing is left out silently. Default: none. */
  readonly leavesOut?: readonly OptionalPart[]
  /** Random sequences that each property tries. Default 50. */
  readonly runs?: number
}

/** The fixture of the test that runs. */
export type CurrentFixture = () => StoreFixture

/** The fixture's hook, or an error that says how to declare its absence. */
export function requireHook<Name extends 'openAnother' | 'breakStore' | 'repair'>(
  fixture: StoreFixture,
  name: Name,
): NonNullable<StoreFixture[Name]> {
  const hook = fixture[name]
  if (!hook) throw new Error(`The fixture has no ${name}(): add it, or name the part in options.leavesOut`)
  return hook
}
