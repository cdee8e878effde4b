import { type CacheOptions, createCacheModel, explore } from '@sojourn/testing/explorer'
import { expect, it } from 'vitest'
import { createLease } from './lease.ts'
import { createNearCache } from './near-cache.ts'

const runs: readonly CacheOptions[] = [
  { clocks: 'jumping', fills: 2, asks: 1 },
  { clocks: 'suspended', fills: 2, asks: 2 },
]

it.each(runs)(
  'answers nothing for longer than the lease in each state of the larger model %o',
  async (options) => {
    const model = createCacheModel({ createLease, createNearCache }, options)
    const { states, transitions, seconds, violation } = await explore(model)
    console.info(JSON.stringify({ ...options, states, transitions, seconds }))
    expect(violation?.toString()).toBeUndefined()
  },
)
