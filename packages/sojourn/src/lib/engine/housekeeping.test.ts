import { once } from 'node:events'
import { createManualClock, startSojourn, wrapStore } from '@sojourn/testing'
import { createMemoryStore } from 'sojourn/memory'
import { afterEach, expect, it, vi } from 'vitest'
import { startHousekeeping } from './housekeeping.ts'
import { signInNative } from './sign-in.test-support.ts'
import { SojournError } from './sojourn-error.ts'
import type { SessionStore } from './store.ts'

const day = 86_400_000
const housekeeping = '10m'
const turnOfTheLoop = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve))
afterEach(() => void vi.useRealTimers())

/** A memory store that tells of each sweep, and lets `answer` decide on it. */
function sweepingStore(answer: SessionStore['sweep']) {
  const sweeps = new EventTarget()
  let count = 0
  const store = wrapStore(createMemoryStore(), {
    async sweep(options) {
      count++
      const swept = await answer(options)
      sweeps.dispatchEvent(new Event('swept'))
      return swept
    },
  })
  return { store, count: () => count, swept: () => once(sweeps, 'swept') }
}

it('begins at the start: what expired while no process ran is removed', async () => {
  const inner = createMemoryStore()
  const { store, swept } = sweepingStore((options) => inner.sweep(options))
  const clock = createManualClock()
  const { sojourn: first } = await startSojourn({ store: inner, clock })
  const { session } = await signInNative({ sojourn: first }, 'ada')
  await first.close()
  clock.advance(92 * day)
  const before = swept()
  const { sojourn } = await startSojourn({ store, clock, housekeeping })
  expect(await inner.find(session.id)).not.toBeNull() // the start does not wait for it
  await before
  expect(await inner.find(session.id)).toBeNull()
  await sojourn.close()
})

it('tells of a first sweep that fails, and goes on', async () => {
  const { store } = sweepingStore(() => Promise.reject(new SojournError('store/busy', 'locked')))
  const { sojourn, events } = await startSojourn({ store, housekeeping })
  await new Promise<void>((resolve) => void sojourn.on('store/failed', () => resolve()))
  expect(events).toMatchObject([{ type: 'store/failed', operation: 'sweep', code: 'store/busy' }])
  await signInNative({ sojourn }, 'ada')
  await sojourn.close()
})

it('is over when the engine is closed: what is under way is waited for, and no more begins', async () => {
  const began = Promise.withResolvers<void>()
  const going = Promise.withResolvers<number>()
  const { store, count } = sweepingStore(async () => {
    began.resolve()
    return count() === 1 ? going.promise : 0
  })
  const { sojourn } = await startSojourn({ store, housekeeping })
  await began.promise
  let closed = false
  const closing = sojourn.close().then(() => {
    closed = true
  })
  await turnOfTheLoop()
  expect(closed).toBe(false)
  going.resolve(1_000_000) // there would be more to remove
  await closing
  await turnOfTheLoop()
  expect(count()).toBe(1)
})

it('does not begin when the engine is closed at once', async () => {
  const { store, count } = sweepingStore(async () => 0)
  const { sojourn } = await startSojourn({ store, housekeeping })
  await sojourn.close()
  await turnOfTheLoop()
  expect(count()).toBe(0)
})

it('sweeps once at a time, and again when its time has come', async () => {
  vi.useFakeTimers()
  const going = Promise.withResolvers<number>()
  const { store, count } = sweepingStore(() => going.promise)
  const onFailure = (error: unknown): never => {
    throw error
  }
  const stop = startHousekeeping({ store, everyMs: 1000, now: Date.now, onFailure })
  await vi.advanceTimersByTimeAsync(2500)
  expect(count()).toBe(1)
  going.resolve(0)
  await vi.advanceTimersByTimeAsync(1000)
  expect(count()).toBe(2)
  await stop()
})
