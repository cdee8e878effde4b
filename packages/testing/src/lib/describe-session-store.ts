import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeChanging } from './conformance/describe-changing.ts'
import {
  describeFeedAcrossConnections,
  describeSecondConnection,
} from './conformance/describe-connections.ts'
import { describeContent } from './conformance/describe-content.ts'
import { describeEnding } from './conformance/describe-ending.ts'
import { describeClosing, describeUnknownEffect } from './conformance/describe-failing.ts'
import { describeFeed } from './conformance/describe-feed.ts'
import { describeInserting } from './conformance/describe-inserting.ts'
import { describeRaces } from './conformance/describe-races.ts'
import { describeSequences } from './conformance/describe-sequences.ts'
import { describeUnreadable } from './conformance/describe-unreadable.ts'
import type { ConformanceOptions, OptionalPart, StoreFixture } from './conformance/store-fixture.ts'

/**
 * Registers the tests which every session store has to pass: the store contract, call by call, in races, in random
 * sequences, with records that the engine cannot read and when the store is out of reach. Call it in a vitest file.
 *
 * @param name the store's name, shown with each test
 * @param createFixture makes a store that holds nothing; called for each test
 * @param options the parts that the store does not run, by name
 * @example
 * describeSessionStore('memory', async () => {
 *   const store = createMemoryStore()
 *   return { store, dispose: () => store.close() }
 * }, { leavesOut: ['second-connection', 'feed-across-connections', 'unknown-effect'] })
 */
export function describeSessionStore(
  name: string,
  createFixture: () => Promise<StoreFixture> | StoreFixture,
  options: ConformanceOptions = {},
): void {
  const leavesOut: readonly OptionalPart[] = options.leavesOut ?? []
  describe(`session store: ${name}`, () => {
    let fixture: StoreFixture
    beforeEach(async () => {
      fixture = await createFixture()
    })
    afterEach(() => fixture.dispose())
    const current = (): StoreFixture => fixture

    describeInserting(current)
    describeChanging(current)
    describeEnding(current)
    describeFeed(current)
    describe('races', () => describeRaces(async () => [fixture.store]))
    describeContent(current)
    describeUnreadable(current)
    describeSequences(current, options.runs ?? 50)
    describeClosing(current)
    if (!leavesOut.includes('second-connection')) describeSecondConnection(current)
    if (!leavesOut.includes('feed-across-connections')) describeFeedAcrossConnections(current)
    if (!leavesOut.includes('unknown-effect')) describeUnknownEffect(current)

    it('leaves out no part that its fixture could run', () => {
      if (fixture.openAnother) expect(leavesOut).not.toContain('second-connection')
      if (fixture.breakStore) expect(leavesOut).not.toContain('unknown-effect')
    })
  })
}
