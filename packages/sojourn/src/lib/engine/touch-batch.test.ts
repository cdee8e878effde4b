import { startSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import { signInWeb } from './sign-in.test-support.ts'

describe('last-seen times', () => {
  it('are written at most once a minute, at the latest then, and keep the session alive', async () => {
    const store = createMemoryStore()
    const written: number[] = []
    const watched = wrapStore(store, {
      touch: (seen) => {
        written.push(seen.length)
        return store.touch(seen)
      },
    })
    const test = await startSojourn({ store: watched })
    const { sessionToken, session } = await signInWeb(test)
    for (let second = 0; second < 50; second++) {
      test.clock.advance(1000)
      await test.sojourn.check(sessionToken)
    }
    expect(written).toEqual([])
    await test.sojourn.close()
    expect(written).toEqual([1])
    expect(await store.find(session.id)).toMatchObject({ lastSeenAt: test.clock.now() })
  })
})
