import fc from 'fast-check'
import type { SessionStore } from 'sojourn'
import { describe, expect, it } from 'vitest'
import { recordFeed } from './describe-feed.ts'
import { anyOperation, type Cast, createCast, perform } from './operation.ts'
import { ReferenceStore } from './reference-store.ts'
import { plain, plainList } from './sample-session.ts'
import type { CurrentFixture } from './store-fixture.ts'

export function describeSequences(current: CurrentFixture, runs: number): void {
  describe('random sequences', () => {
    it('answer as the contract does, one call after the other', async () => {
      const { store } = current()
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyOperation, { minLength: 5, maxLength: 40, size: 'max' }),
          async (operations) => {
            const [cast, reference] = [createCast(), new ReferenceStore()]
            const { feed, changes, gaps } = recordFeed(store)
            await feed.barrier()
            for (const operation of operations) {
              const expected = await perform(operation, reference, cast)
              expect(await perform(operation, store, cast)).toEqual(expected)
            }
            for (const { id } of cast.sessions)
              expect(plain(await store.find(id))).toEqual(plain(reference.find(id)))
            for (const userId of cast.users) {
              const [listed, expected] = [await store.listUser(userId), reference.listUser(userId)]
              expect(listed.epoch).toBe(expected.epoch)
              expect(plainList(listed.sessions)).toEqual(plainList(expected.sessions))
            }
            await feed.barrier()
            await feed.close()
            expect(inOrder(changes)).toEqual(inOrder(reference.changes))
            expect(gaps()).toBe(0)
            await empty(store)
          },
        ),
        { numRuns: runs },
      )
    })

    it('leave a complete index and a steady truth, all calls at once', async () => {
      const { store } = current()
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyOperation, { minLength: 20, maxLength: 60, size: 'max' }),
          async (operations) => {
            const cast = createCast()
            await Promise.all(operations.map((operation) => perform(operation, store, cast)))
            await expectCompleteIndex(store, cast)
            await empty(store)
          },
        ),
        { numRuns: runs },
      )
    })
  })
}

/** The changes by session, each session's in the order in which they were told. */
function inOrder(changes: ReferenceStore['changes']): unknown[] {
  return changes.toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1))
}

async function expectCompleteIndex(store: SessionStore, cast: Cast): Promise<void> {
  const found = await Promise.all(cast.sessions.map(({ id }) => store.find(id)))
  for (const [n, each] of found.entries()) {
    if (each) expect(each).toMatchObject(cast.sessions[n] ?? {})
  }
  for (const userId of cast.users) {
    const live = found.filter((each) => each?.kind === 'live').filter((each) => each.userId === userId)
    expect(plainList((await store.listUser(userId)).sessions)).toEqual(plainList(live))
  }
}

/** Sweeps everything, so that the next sequence counts its own records only. */
async function empty(store: SessionStore): Promise<void> {
  const everything = { before: Number.MAX_SAFE_INTEGER, limit: 1000 }
  while ((await store.sweep(everything)) > 0) {
    // until nothing is left
  }
}
