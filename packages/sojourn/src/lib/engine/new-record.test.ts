import { startSojourn } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { systemRandomBytes } from './random-bytes.ts'
import type { SessionId } from './session-id.ts'
import { signInNative, signInWeb } from './sign-in.test-support.ts'

describe('secrets', () => {
  it('are drawn with 256 bits, and no two are alike', async () => {
    const drawn: number[] = []
    const test = await startSojourn({
      policy: { sessionsPerUser: 1000 },
      randomBytes: (length) => {
        drawn.push(length)
        return systemRandomBytes(length)
      },
    })
    const seen = new Set<string>()
    const ids = new Set<SessionId>()
    for (let user = 0; user < 2500; user++) {
      const web = await signInWeb(test, `user-${user}`)
      const native = await signInNative(test, `user-${user}`)
      for (const token of [web.sessionToken, native.accessToken, native.refreshToken]) seen.add(token)
      ids.add(web.session.id).add(native.session.id)
    }
    expect(seen.size).toBe(7500)
    expect(ids.size).toBe(5000)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(16)
    expect(drawn.filter((length) => length === 32).length).toBeGreaterThanOrEqual(5000)
  })
})
