import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
  fiveThenRest,
  home,
  nextPassword,
  password,
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

describe('wrong passwords', () => {
  it('are capped, one after the other and in parallel, and time gives them back one at a time', async () => {
    const { identity, clock } = await start()
    expect(await test.guess(6, away)).toEqual(fiveThenRest)
    expect(await identity.authenticate(ada, away)).toMatchObject({ code: resting, retryAfterSeconds: 30 })
    clock.advance(30_000)
    const parallel = await Promise.all(Array.from({ length: 20 }, () => test.guess(1, away)))
    expect(parallel.flat().filter((code) => code === wrong)).toHaveLength(1)
    clock.advance(59_000)
    expect(await test.guess(1, away)).toEqual([resting])
  })

  it.each([ada.email, 'nobody@example.com'])(
    'at %s are capped when many come at once, in many orders',
    async (email) => {
      const options = {
        guesses: { perNetwork: 1e6, free: 4 },
        password: { waiting: 1000, perNetwork: 1000, running: 4 },
      }
      const { identity } = await start(options)
      for (let round = 0; round < 20; round++) {
        if (email === ada.email) await identity.enable((await identity.findByEmail(email))?.id ?? '')
        const target = email === ada.email ? email : `nobody${round}@example.com`
        const networks = Array.from({ length: 40 }, (_, n) => ({
          ...away,
          network: `192.0.${(n * round) % 7}.0/24`,
        }))
        const codes = await Promise.all(
          networks.map(async (from, n) => {
            for (let turn = 0; turn < (n * round) % 5; turn++)
              await new Promise((resolve) => setImmediate(resolve))
            return test.guess(1, from, target)
          }),
        )
        expect(codes.flat().filter((code) => code === wrong)).toHaveLength(5)
      }
    },
  )

  it('by strangers do not lock out a device that signed in before, nor the other way round', async () => {
    const { identity } = await start()
    const { device } = await test.authenticate(home)
    const known = { ...home, device }
    expect(await test.guess(6, away)).toEqual(fiveThenRest)
    expect(await test.guess(1, home)).toEqual([resting])
    expect(await identity.authenticate(ada, known)).toMatchObject({ status: 'authenticated', device })
    expect(await test.guess(6, known)).toEqual(fiveThenRest)
    expect(await identity.authenticate(ada, known)).toMatchObject({ code: resting })
  })

  it('by a whole network do not lock out its known devices', async () => {
    const { identity } = await start({ guesses: { perNetwork: 10 } })
    const { device } = await test.authenticate(home)
    for (let n = 0; n < 10; n++) expect(await test.guess(1, home, `nobody${n}@example.com`)).toEqual([wrong])
    expect(await test.guess(1, home, 'nobody@example.com')).toEqual([resting])
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: resting })
    expect(await identity.authenticate(ada, { ...home, device })).toMatchObject({ status: 'authenticated' })
    expect(await identity.authenticate(ada, { ...home, device: 'x'.repeat(43) })).toMatchObject({
      code: resting,
    })
    expect(await identity.authenticate(ada, away)).toMatchObject({ status: 'authenticated' })
  })

  it('do not use up the network of those who know their password', async () => {
    await start({ guesses: { perNetwork: 3 } })
    for (let n = 0; n < 10; n++) await test.authenticate(home)
    expect(await test.guess(4, home)).toEqual([wrong, wrong, wrong, resting])
  })

  it('are forgotten after the right password', async () => {
    const { clock } = await start()
    for (let round = 0; round < 3; round++) {
      expect(await test.guess(4, away)).toEqual([wrong, wrong, wrong, wrong])
      await test.authenticate(away)
    }
    expect(await test.guess(6, away)).toEqual(fiveThenRest)
    clock.advance(30_000)
    await test.authenticate(away)
  })

  it('end after a hundred in a row, until the password is set anew; a known device signs in all the while', async () => {
    const { identity, clock, outbox } = await start({ mailer: 'outbox', guesses: { perNetwork: 1000 } })
    const { account, device } = await test.authenticate(home)
    let checked = 0
    for (let n = 0; n < 120; n++) {
      if ((await test.guess(1, away))[0] === wrong) checked++
      clock.advance(3_600_000)
    }
    expect(checked).toBe(100)
    expect(await identity.authenticate(ada, away)).toMatchObject({ code: resting })
    expect(await identity.authenticate(ada, away)).not.toHaveProperty('retryAfterSeconds')
    await test.authenticate({ ...home, device })
    expect(await identity.authenticate(ada, away)).toMatchObject({ code: resting })
    await identity.requestReset(ada.email, away)
    await identity.reset({ code: await outbox.takeCode(), next: nextPassword }, away)
    await test.authenticate(away, nextPassword)
    expect((await identity.find(account.id))?.disabled).toBe(false)
  })

  it('stay counted over a restart', async () => {
    const { identity, path, keys } = await start()
    const { device } = await test.authenticate(home)
    const known = { ...home, device }
    await test.guess(5, away)
    await test.guess(5, away, 'nobody@example.com')
    await test.guess(5, known)
    await identity.close()
    await test.database.close()
    const again = await startIdentity({ path, keys })
    for (const [email, from] of [
      [ada.email, away],
      ['nobody@example.com', away],
      [ada.email, known],
    ] as const) {
      expect(await again.identity.authenticate({ email, password }, from)).toMatchObject({ code: resting })
    }
    again.clock.advance(30_000)
    expect(await again.identity.authenticate(ada, known)).toMatchObject({ status: 'authenticated', device })
    await again.stop()
  })

  it('count as well when somebody who is signed in guesses the password', async () => {
    const { identity } = await start()
    const { account } = await test.authenticate()
    for (let n = 0; n < 5; n++) {
      const change = { current: nextPassword, next: `${nextPassword} ${n}`, keep: null }
      const refused =
        n % 2
          ? await identity.reauthenticate(account.id, nextPassword, away)
          : await identity.changePassword(account.id, change, away)
      expect(refused).toMatchObject({ code: wrong })
    }
    expect(await identity.reauthenticate(account.id, password, away)).toMatchObject({ code: resting })
    expect(await identity.authenticate(ada, away)).toMatchObject({ code: resting })
  })
})
