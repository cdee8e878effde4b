import { afterEach, expect, it } from 'vitest'
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

const statusOf = (result: { status: string; code?: string }): string => result.code ?? result.status

it('turns a network away before anything costly when it has used up its budget, but none of its known devices', async () => {
  const { identity } = await start({ guesses: { perNetwork: 3, mailsPerNetwork: 2 } })
  const { device, account } = await test.authenticate(home)
  for (let n = 0; n < 10; n++) {
    expect(await identity.approach('authenticate', home)).toEqual({ status: 'welcome', knownBy: null })
    expect(await identity.approach('register', home)).toEqual({ status: 'welcome', knownBy: null })
  }
  for (let n = 0; n < 3; n++) expect(await test.guess(1, home, `nobody${n}@example.com`)).toEqual([wrong])
  expect(await identity.approach('authenticate', home)).toMatchObject({ code: resting })
  expect(await identity.approach('authenticate', { ...home, device: 'x'.repeat(43) })).toMatchObject({
    code: resting,
  })
  expect(await identity.approach('register', home)).toMatchObject({ status: 'welcome' })
  expect(await identity.approach('authenticate', away)).toMatchObject({ status: 'welcome' })
  expect(await identity.approach('authenticate', { ...home, device })).toEqual({
    status: 'welcome',
    knownBy: account.id,
  })
  for (const n of [1, 2])
    await identity.register({ email: `new${n}@example.com`, password: nextPassword }, away)
  expect(await identity.approach('register', { ...away, device })).toMatchObject({ code: resting })
  expect(await identity.approach(null, away)).toMatchObject({ status: 'welcome' })
})

it('counts right passwords too, by account and network, known devices apart', async () => {
  const { identity } = await start({ guesses: { perNetwork: 1000 } })
  const { device } = await test.authenticate(home)
  const sixty = async (from: typeof home): Promise<string[]> => {
    const said: string[] = []
    for (let n = 0; n < 62; n++) said.push(statusOf(await identity.authenticate(ada, from)))
    return said
  }
  const known = { ...home, device }
  expect((await sixty(known)).slice(-4)).toEqual(['authenticated', 'authenticated', resting, resting])
  expect((await sixty(home)).slice(-4)).toEqual(['authenticated', resting, resting, resting])
  expect(await identity.authenticate(ada, away)).toMatchObject({
    status: 'authenticated',
  })
})

it('gives one account in one network three places, on however many known devices', async () => {
  const { identity } = await start({ password: { running: 1, waiting: 64, perNetwork: 32 } })
  await identity.create({ email: 'mallory@example.com', password })
  const mallory = { email: 'mallory@example.com', password }
  const marks: string[] = []
  for (let n = 0; n < 6; n++) {
    const result = await identity.authenticate(mallory, away)
    if (result.status === 'authenticated') marks.push(result.device)
  }
  const { device } = await test.authenticate(home)
  const flood = Array.from({ length: 48 }, (_, n) =>
    identity.authenticate(mallory, { ...away, device: marks[n % marks.length] ?? null }),
  )
  const ada1 = identity.authenticate(ada, { ...home, device })
  expect((await Promise.all(flood)).map(statusOf).filter((said) => said === 'authenticated')).toHaveLength(3)
  expect(await ada1).toMatchObject({ status: 'authenticated' })
})

it('treats the session of a signed-in person like a known device, with a count of its own', async () => {
  const { identity, clock } = await start({ guesses: { perNetwork: 3 } })
  const { account } = await test.authenticate(home)
  for (let n = 0; n < 120; n++) {
    await test.guess(1, { ...away, network: `192.0.${n}.0/24` })
    clock.advance(3_600_000)
  }
  expect(await identity.authenticate(ada, home)).toMatchObject({ code: resting })
  const own = { ...home, session: 'the session of ada' }
  expect(await identity.reauthenticate(account.id, password, home)).toMatchObject({ code: resting })
  expect(await identity.reauthenticate(account.id, password, own)).toMatchObject({ status: 'authenticated' })
  const guesses: string[] = []
  for (let n = 0; n < 6; n++)
    guesses.push(statusOf(await identity.reauthenticate(account.id, nextPassword, own)))
  expect(guesses).toEqual(fiveThenRest)
  const other = { ...home, session: 'another session of ada' }
  const change = { current: password, next: nextPassword, keep: null }
  expect(await identity.changePassword(account.id, change, own)).toMatchObject({ code: resting })
  expect(await identity.changePassword(account.id, change, other)).toMatchObject({ status: 'changed' })
})

it('lets no session sign in: it proves nothing about an address', async () => {
  const { identity } = await start()
  expect(await test.guess(6, away)).toEqual(fiveThenRest)
  expect(await identity.authenticate(ada, { ...away, session: 'of somebody' })).toMatchObject({
    code: resting,
  })
})
