import { createManualClock } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { createSojourn } from './create-sojourn.ts'
import { generateKey } from './key-ring.ts'
import type { SojournOptions } from './sojourn-options.ts'
import type { TimeBounds } from './store.ts'

const keys = generateKey()

/** Starts on a store that knows the time, and notes what it was asked. */
async function start(bounds: (now: number) => TimeBounds, options: Partial<SojournOptions> = {}) {
  const clock = options.clock ?? createManualClock()
  const calls: PropertyKey[] = []
  const timed = { ...createMemoryStore(), timeBounds: async () => bounds(clock.now()) }
  const store = new Proxy(timed as SojournOptions['store'], {
    get(target, name) {
      calls.push(name)
      return Reflect.get(target, name)
    },
  })
  const started = createSojourn({ store, keys, clock, checkClock: true, nearCache: false, ...options })
  return { calls, started }
}

describe('starting with a clock that the store knows better', () => {
  it.each([
    ['behind', 7_200_000, '7200 s behind the session store'],
    ['ahead', -86_400_000, '86400 s ahead of the session store'],
    ['just too far behind', 2001, '2 s behind'],
    ['just too far ahead', -2001, '2 s ahead'],
  ])('is refused when it is %s, before anything is read or written', async (_which, differenceMs, says) => {
    const { calls, started } = await start((now) => ({
      earliest: now + differenceMs,
      latest: now + differenceMs,
    }))
    await expect(started).rejects.toMatchObject({
      code: 'clock/uncertain',
      message: expect.stringContaining(says),
    })
    expect(new Set(calls)).toEqual(new Set(['timeBounds']))
  })

  it.each([
    ['agrees', { earliest: 0, latest: 0 }],
    ['is 2 s behind', { earliest: 2000, latest: 2000 }],
    ['is 2 s ahead', { earliest: -2000, latest: -2000 }],
    ['is after the newest write, by whatever time', { earliest: -1e11, latest: Infinity }],
    ['is the first to write', { earliest: -Infinity, latest: Infinity }],
  ])('is allowed when it %s', async (_how, { earliest, latest }) => {
    const { started } = await start((now) => ({ earliest: now + earliest, latest: now + latest }))
    await (await started).close()
  })

  it('is allowed when the store cannot be asked, or nobody wants it asked', async () => {
    const unasked = (): never => {
      throw new Error('down')
    }
    await (await (await start(unasked)).started).close()
    const { calls, started } = await start((now) => ({ earliest: now * 2, latest: now * 2 }), {
      checkClock: false,
    })
    await (await started).close()
    expect(calls).not.toContain('timeBounds')
  })
})
