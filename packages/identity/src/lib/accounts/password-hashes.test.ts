import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
  home,
  nextPassword,
  resting,
  startIdentity,
  type TestIdentity,
  type TestIdentityOptions,
  wrong,
} from './start-identity.test-support.ts'

let test: TestIdentity
const start = async (options?: TestIdentityOptions): Promise<TestIdentity> => {
  test = await startIdentity(options)
  await test.identity.create(ada)
  return test
}
afterEach(() => test.stop())

describe('hashes', () => {
  const hashIn = async (): Promise<string> => {
    const row = await test.database.query
      .selectFrom('accounts')
      .select('password_hash')
      .executeTakeFirstOrThrow()
    return row.password_hash
  }
  const restart = async (cost: { memoryKiB: number; passes: number }): Promise<TestIdentity> => {
    await test.identity.close()
    await test.database.close()
    return startIdentity({ path: test.path, keys: test.keys, cost })
  }

  it('are renewed at the next sign-in when the settings rise, also when many come at once', async () => {
    await start({ cost: { memoryKiB: 8, passes: 1 } })
    const before = await hashIn()
    expect(before).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    const again = await restart({ memoryKiB: 64, passes: 2 })
    test = { ...again, stop: again.stop }
    await again.identity.authenticate({ email: ada.email, password: nextPassword }, away)
    expect(await hashIn()).toBe(before)
    await Promise.all(Array.from({ length: 4 }, () => again.authenticate(home)))
    expect(await hashIn()).toMatch(/^\$argon2id\$v=19\$m=64,t=2,p=1\$/)
    expect(again.audit.filter(({ type }) => type === 'password/rehashed').length).toBeGreaterThan(0)
    const renewed = await hashIn()
    await again.authenticate(home)
    expect(await hashIn()).toBe(renewed)
  })

  it('are left as they are when the settings fall', async () => {
    await start({ cost: { memoryKiB: 64, passes: 2 } })
    const before = await hashIn()
    test = await restart({ memoryKiB: 8, passes: 1 })
    await test.authenticate(home)
    expect(await hashIn()).toBe(before)
  })

  it('are refused at once when too many wait, before a guess is counted', async () => {
    const { identity, audit } = await start({
      realHashes: true,
      password: { running: 1, waiting: 3, perNetwork: 100 },
    })
    const { device } = await test.authenticate(home)
    const flood = Array.from({ length: 30 }, (_, n) => test.guess(1, away, `nobody${n}@example.com`))
    const victim = identity.authenticate(ada, { ...home, device })
    const codes = (await Promise.all(flood)).flat()
    expect(codes.filter((code) => code === wrong)).toHaveLength(4)
    expect(codes.filter((code) => code === 'auth/busy')).toHaveLength(26)
    expect(await victim).toMatchObject({ status: 'authenticated' })
    expect(await test.database.query.selectFrom('guesses').selectAll().execute()).toHaveLength(4)
    expect(audit.filter((event) => 'code' in event && event.code === 'auth/busy')).toHaveLength(26)
  })

  it('that are refused do not count against the network', async () => {
    const { identity } = await start({
      realHashes: true,
      cost: { memoryKiB: 65_536, passes: 6 }, // long enough for the guesses to come meanwhile
      password: { running: 1, waiting: 0, perNetwork: 100 },
      guesses: { perNetwork: 5 },
    })
    let refused = 0
    for (let round = 0; round < 50 && refused < 4; round++) {
      const from = { ...away, network: `203.0.${round}.0/24` }
      const guess = (n: number): Promise<readonly string[]> =>
        test.guess(1, from, `nobody-${round}-${n}@example.com`)
      const holder = identity.authenticate(ada, home)
      const codes = (await Promise.all([0, 1, 2, 3].map(guess))).flat()
      await holder
      const busy = codes.filter((code) => code === 'auth/busy').length
      refused += busy
      // What was refused is left to the network: five guesses in all.
      for (let n = 4; n < 5 + busy; n++) codes.push(...(await guess(n)))
      expect(codes).not.toContain(resting)
      expect(codes.filter((code) => code === wrong)).toHaveLength(5)
      expect(await guess(10)).toEqual([resting])
    }
    expect(refused).toBeGreaterThanOrEqual(4)
  })
})
