import { fileURLToPath } from 'node:url'
import {
  type CacheOptions,
  type CacheParts,
  createCacheModel,
  explore,
  plantFault,
  type SourceFault,
} from '@sojourn/testing/explorer'
import { describe, expect, it } from 'vitest'
import { createLease } from './lease.ts'
import { createNearCache } from './near-cache.ts'

const timeout = 180_000
const shipped: CacheParts = { createNearCache, createLease }

const suspended: CacheOptions = { clocks: 'suspended', fills: 1, asks: 1 }
const jumping: CacheOptions = { clocks: 'jumping', fills: 1, asks: 1 }
const twoFills: CacheOptions = { clocks: 'suspended', fills: 2, asks: 1 }
const runs: readonly (CacheOptions & { readonly name: string })[] = [
  { name: 'two reads, a machine that is suspended', ...twoFills },
  { name: 'two questions of the lease, a machine that is suspended', ...suspended, asks: 2 },
  { name: 'a wall clock that jumps', ...jumping },
]

interface CacheFault extends SourceFault {
  readonly breaks: string
  readonly run: CacheOptions
}

const faults: readonly CacheFault[] = [
  {
    name: 'a read that a change does not discard',
    file: 'near-cache.ts',
    find: '      discard(id)\n      evict(id)',
    replace: '      evict(id)',
    breaks: 'an overtaken read is kept',
    run: suspended,
  },
  {
    name: 'a read that a gap does not discard',
    file: 'near-cache.ts',
    find: 'for (const open of [...fills.values()].flatMap((set) => [...set])) open.discarded = true',
    replace: '',
    breaks: 'an overtaken read is kept',
    run: suspended,
  },
  {
    name: 'a change that evicts nothing',
    file: 'near-cache.ts',
    find: '      discard(id)\n      evict(id)',
    replace: '      discard(id)',
    breaks: 'what changed is still in the cache',
    run: suspended,
  },
  {
    name: 'a version that goes backwards',
    file: 'near-cache.ts',
    find: 'if (before && before.version > cached.version) return',
    replace: '',
    breaks: 'a version goes backwards',
    run: twoFills,
  },
  {
    name: 'a version that goes backwards when another session took its place',
    file: 'near-cache.ts',
    find: '    if (oldest !== undefined) forget(oldest, id)\n    discard(id)',
    replace: '    if (oldest !== undefined) forget(oldest, id)',
    breaks: 'a version goes backwards',
    run: twoFills,
  },
  {
    name: 'a gap that empties nothing',
    file: 'near-cache.ts',
    find: '      table.clear()\n      digestsOf.clear()',
    replace: '',
    breaks: 'something is in the cache after a gap',
    run: suspended,
  },
  {
    name: 'a lease from the time of the answer',
    file: 'lease.ts',
    find: 'askedWall = wall\n      askedMonotonic = monotonic',
    replace: 'askedWall = clock.now()\n      askedMonotonic = clock.monotonic()',
    breaks: 'longer than the lease',
    run: suspended,
  },
  {
    name: 'only the monotonic clock',
    file: 'lease.ts',
    find: ' && wall >= askedWall && wall < askedWall + leaseMs',
    replace: '',
    breaks: 'longer than the lease',
    run: suspended,
  },
  {
    name: 'only the wall clock',
    file: 'lease.ts',
    find: 'monotonic < askedMonotonic + leaseMs && ',
    replace: '',
    breaks: 'longer than the lease',
    run: jumping,
  },
  {
    name: 'a question from before a gap that is answered after it',
    file: 'lease.ts',
    find: 'before !== revocations || ',
    replace: '',
    breaks: 'the cache answers after a gap, by a lease from before it',
    run: suspended,
  },
  {
    name: 'a gap that leaves the lease',
    file: 'lease.ts',
    find: 'revocations++\n      askedWall = Infinity\n      askedMonotonic = -Infinity',
    replace: 'revocations++',
    breaks: 'the cache answers after a gap, by a lease from before it',
    run: suspended,
  },
]

async function withFault(fault: SourceFault): Promise<CacheParts & AsyncDisposable> {
  const planted = await plantFault(fileURLToPath(new URL('.', import.meta.url)), fault)
  const modules = [await planted.load('near-cache.ts'), await planted.load('lease.ts')]
  const parts = Object.assign({}, ...modules) as CacheParts // the same modules as above, with one change
  return { ...parts, [Symbol.asyncDispose]: () => planted[Symbol.asyncDispose]() }
}

describe('the near-cache and its lease, in each reachable state', { timeout }, () => {
  it.each(runs)(
    'answer nothing that has ended for longer than the lease: $name',
    async ({ name, ...options }) => {
      const { states, transitions, seconds, violation } = await explore(createCacheModel(shipped, options))
      console.info(
        `near-cache, ${name}: ${states} states, ${transitions} transitions, ${seconds.toFixed(1)} s`,
      )
      expect(violation?.toString()).toBeUndefined()
    },
  )
})

describe('a planted fault is found', { timeout }, () => {
  it.each(faults)('in the near-cache or the lease: $name', async ({ breaks, run, ...fault }) => {
    await using parts = await withFault(fault)
    const { violation } = await explore(createCacheModel(parts, run))
    expect(violation?.what).toContain(breaks)
  })
})
