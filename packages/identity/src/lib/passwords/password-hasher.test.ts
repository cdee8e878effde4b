import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts'
import { createWorkQueue, type Place } from './work-queue.ts'

const place: Place = { line: 'guess', share: 'a' }
const start = (memoryKiB: number, passes: number): Promise<PasswordHasher> => {
  const queue = createWorkQueue({ running: 4, waiting: 10, perShare: 10 })
  return createPasswordHasher({ memoryKiB, passes, queue, randomBytes })
}
const hashOf = async (hasher: PasswordHasher, password: string): Promise<string> => {
  const hash = await hasher.hash(password, place)
  return typeof hash === 'string' ? hash : ''
}
const begin = async () => null

describe('a password hasher', () => {
  it('makes another argon2id hash each time, which only the password matches', async () => {
    const hasher = await start(8, 1)
    const [one, other] = [await hashOf(hasher, 'crème'), await hashOf(hasher, 'crème')]
    expect(one).not.toBe(other)
    expect(one).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    expect(await hasher.check(one, 'creme\u0300', { place, begin })).toMatchObject({ matches: false })
    expect(await hasher.check(one, 'cre\u0300me', { place, begin })).toEqual({ matches: true, renewed: null })
    expect(await hasher.check(null, 'crème', { place, begin })).toEqual({ matches: false, renewed: null })
  })

  it('tells NUL and what comes after it from nothing', async () => {
    const hasher = await start(8, 1)
    const hash = await hashOf(hasher, 'a\0b')
    expect(await hasher.check(hash, 'a\0b', { place, begin })).toMatchObject({ matches: true })
    for (const other of ['a', 'a\0', 'a\0c', 'ab']) {
      expect(await hasher.check(hash, other, { place, begin })).toMatchObject({ matches: false })
    }
  })

  it('checks nothing that is refused when it begins', async () => {
    const hasher = await start(8, 1)
    const refusal = { status: 'refused', code: 'auth/throttled', detail: 'wait' } as const
    expect(await hasher.check('no hash at all', 'a', { place, begin: async () => refusal })).toBe(refusal)
  })

  it('says that a hash is corrupt, without showing it', async () => {
    const hasher = await start(8, 1)
    const check = hasher.check('$argon2id$secret', 'a', { place, begin })
    await expect(check).rejects.toMatchObject({
      code: 'record/corrupt',
      message: expect.not.stringContaining('secret'),
    })
  })

  it('takes about as long for a wrong password of an old hash as for no account', async () => {
    const old = await hashOf(await start(4096, 1), 'a password')
    const hasher = await start(8192, 3)
    const times = { old: [] as number[], none: [] as number[] }
    for (let n = 0; n < 25; n++) {
      for (const kind of ['old', 'none'] as const) {
        const began = performance.now()
        await hasher.check(kind === 'old' ? old : null, 'another', { place, begin })
        times[kind].push(performance.now() - began)
      }
    }
    const [oldMs = 0, noneMs = 0] = [times.old, times.none].map((each) => each.sort((a, b) => a - b)[1])
    expect(oldMs / noneMs).toBeGreaterThan(0.6) // a sixth, were it checked alone
    expect(oldMs / noneMs).toBeLessThan(1.6)
  })
})
