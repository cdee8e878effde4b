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
  const guesses = { mailsPerNetwork: 99, mailsPerAddress: 99 }
  test = await startIdentity({ mailer: 'outbox', guesses, ...options })
  return test
}
afterEach(() => test.stop())

const evil = { ...ada, password: nextPassword, name: 'Eve' }

/** Registers, and answers the mailed code. */
async function ask(registration = ada, from = home): Promise<string> {
  expect(await test.identity.register(registration, from)).toEqual({ status: 'mailed' })
  return test.outbox.takeCode()
}

describe('confirming a registration', () => {
  it('makes the account that was asked for, and the person may be signed in', async () => {
    const { identity, sojourn, audit } = await start()
    const code = await ask()
    expect(await identity.list()).toEqual([])
    const result = await identity.verify({ code, password }, home)
    if (result.status !== 'verified') throw new TypeError(result.status)
    expect(result.account).toMatchObject({ email: 'Ada@example.com', name: 'Ada Lovelace', verified: true })
    await sojourn.signIn(result.account.id, { methods: ['pwd'], epoch: result.epoch })
    const again = await test.authenticate({ ...home, device: result.device })
    expect([again.account.id, again.device]).toEqual([result.account.id, result.device])
    expect(await identity.verify({ code, password }, home)).toMatchObject({ code: 'code/invalid' })
    expect(audit.map(({ type }) => type).slice(0, 4)).toEqual([
      'account/registration-asked',
      'account/registered',
      'account/verified',
      'auth/authenticated',
    ])
  })

  it("gives a stranger's attempt to nobody who reads the mail, and leaves the own attempt alone", async () => {
    const { identity } = await start()
    const own = await ask(ada, home)
    const strangers = await ask(evil, away)
    expect(await identity.verify({ code: strangers, password }, home)).toMatchObject({ code: wrong })
    expect(await identity.authenticate(evil, away)).toMatchObject({ code: wrong })
    expect(await identity.verify({ code: own, password }, home)).toMatchObject({
      account: { name: 'Ada Lovelace' },
    })
    expect(await identity.verify({ code: strangers, password: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
    expect(await identity.authenticate(evil, away)).toMatchObject({ code: wrong })
    await test.authenticate()
  })

  it('says which password is meant, and takes none for none', async () => {
    const { identity } = await start()
    const code = await ask()
    for (const other of [undefined, null, '', '\ud800', 'x'.repeat(1_000_000), nextPassword]) {
      const confirmation = other === undefined ? { code } : { code, password: other }
      expect(await identity.verify(confirmation, home)).toMatchObject({
        code: wrong,
        detail: expect.stringContaining('the newest mail that you asked for yourself'),
      })
    }
    expect(await identity.verify({ code, password }, home)).toMatchObject({ status: 'verified' })
  })

  it('checks ten passwords with a code and no more, one after the other or at once', async () => {
    const { identity } = await start({
      guesses: { mailsPerNetwork: 99, mailsPerAddress: 99, perNetwork: 999 },
    })
    for (const round of [0, 1, 2, 3]) {
      const code = await ask({ ...ada, email: `ada${round}@example.com` })
      const guess = () => identity.verify({ code, password: nextPassword }, away)
      const results: Awaited<ReturnType<typeof guess>>[] = []
      if (round % 2) results.push(...(await Promise.all(Array.from({ length: 20 }, guess))))
      else for (let n = 0; n < 20; n++) results.push(await guess())
      const codes = results.map((result) => ('code' in result ? result.code : result.status)).sort()
      expect(codes).toEqual([...Array(10).fill(wrong), ...Array(10).fill('code/invalid')])
      expect(await identity.verify({ code, password }, home)).toMatchObject({ code: 'code/invalid' })
    }
  })

  it('makes one account of parallel confirmations of one code and of several', async () => {
    const { identity } = await start()
    for (let round = 0; round < 10; round++) {
      const email = `ada${round}@example.com`
      const codes = [await ask({ ...ada, email }), await ask({ ...ada, email, name: 'Ada' })]
      const results = await Promise.all(
        [...codes, ...codes].map((code) => identity.verify({ code, password }, home)),
      )
      expect(results.filter(({ status }) => status === 'verified')).toHaveLength(1)
      expect(await identity.list()).toHaveLength(round + 1)
    }
    expect(await test.database.query.selectFrom('registrations').selectAll().execute()).toEqual([])
  })

  it('keeps the five newest attempts of an address', async () => {
    const { identity, clock } = await start()
    const codes: string[] = []
    for (let n = 0; n < 6; n++) {
      clock.advance(1000)
      codes.push(await ask())
    }
    const [first = '', second = ''] = codes
    expect(await identity.verify({ code: first, password }, home)).toMatchObject({ code: 'code/invalid' })
    expect(await identity.verify({ code: second, password }, home)).toMatchObject({ status: 'verified' })
  })

  it('comes too late after a day, and then nothing is left of it', async () => {
    const { identity, clock } = await start()
    const code = await ask()
    clock.advance(86_400_000)
    expect(await identity.verify({ code, password }, home)).toMatchObject({ code: 'code/invalid' })
    await identity.sweep()
    expect(await test.database.query.selectFrom('registrations').selectAll().execute()).toEqual([])
  })

  it('is in vain once the address has an account, whoever made it', async () => {
    const { identity, outbox } = await start()
    const code = await ask(evil, away)
    expect(await identity.create({ ...ada, roles: ['admin'] })).toMatchObject({ status: 'created' })
    expect(await identity.verify({ code, password: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
    await identity.register(evil, away)
    expect((await outbox.take()).text).not.toContain('#code=')
    expect((await test.authenticate()).account.roles).toEqual(['admin'])
  })

  it('survives a change of the settings of hashes', async () => {
    const first = await start()
    const code = await ask()
    await first.identity.close()
    await first.database.close()
    const { path, keys } = first
    const cost = { memoryKiB: 64, passes: 1 }
    const second = await startIdentity({ mailer: 'outbox', path, keys, cost })
    expect(await second.identity.verify({ code, password }, home)).toMatchObject({ status: 'verified' })
    const rows = await second.database.query.selectFrom('accounts').select('password_hash').execute()
    expect(rows[0]?.password_hash).toContain('m=64')
    await second.stop()
  })
})

describe('an address that somebody registered and nobody confirmed', () => {
  it('is in every answer like one that nobody registered', async () => {
    const { identity, outbox } = await start()
    await ask(evil, away)
    for (const email of [ada.email, 'nobody@example.com']) {
      const from = { ...home, network: `192.0.2.${email.length}/32` }
      const signIn = await identity.authenticate({ email, password: nextPassword }, from)
      expect(signIn).toMatchObject({
        code: wrong,
        detail: expect.stringContaining('If you have just registered, confirm your address first'),
      })
      expect(await identity.requestReset(email, from)).toEqual({ status: 'mailed' })
      expect(await identity.findByEmail(email)).toBe(null)
    }
    expect(await outbox.rest()).toEqual([])
  })

  it('does not show by the count of wrong passwords whether it has an account', async () => {
    const { identity } = await start()
    await identity.create({ ...ada, email: 'known@example.com' })
    const seen: unknown[] = []
    for (const email of ['known@example.com', 'unknown@example.com']) {
      const codes = await test.guess(5, home, email)
      await identity.register({ ...evil, email }, away)
      codes.push(...(await test.guess(2, home, email)))
      seen.push(codes)
    }
    expect(seen[0]).toEqual([...fiveThenRest, resting])
    expect(seen[1]).toEqual(seen[0])
  })
})
