import { describeSessionStore } from '@sojourn/testing'
import { createMemoryStore } from './memory-store.ts'

describeSessionStore(
  'memory',
  () => {
    const store = createMemoryStore()
    return { store, dispose: () => store.close() }
  },
  { leavesOut: ['second-connection', 'feed-across-connections', 'unknown-effect'] },
)
