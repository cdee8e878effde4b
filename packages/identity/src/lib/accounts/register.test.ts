import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
  home,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
  type TestIdentityOptions,
} from './start-identity.test-support.ts'

let test: TestIdentity
const start = async (options?: TestIdentityOptions): Promise<TestIdentity> => {
  test = await startIdentity(options)
  return test
}
afterEach(() => test.stop())

describe('registering without a mailer', () => {
  it('makes an account that can be signed in at once', async () => {
    const { identity, sojourn } = await start()
    const result = await identity.register({ ...ada, email: ' Ada@Example.com ' }, home)
    if (result.status !== 'created') throw new TypeError(result.status)
    expect(result.account).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      email: 'Ada@example.com',
      name: 'Ada Lovelace',
      roles: [],
      verified: false,
      disabled: false,
      createdAt: sojourn.now(),
      passwordChangedAt: sojourn.now(),
    })
    await sojourn.signIn(result.account.id, { methods: ['pwd'], epoch: result.epoch })
    expect((await test.authenticate({ ...home, device: result.device })).device).toBe(result.device)
    expect(await identity.find(result.account.id)).toEqual(result.account)
    expect(await identity.findByEmail('ADA@EXAMPLE.COM')).toEqual(result.account)
  })

  it('refuses an address that has an account, however it is written, and changes nothing', async () => {
    const { identity } = await start()
    await identity.register(ada, home)
    const again = { email: 'ａｄａ@EXAMPLE.com', password: nextPassword, name: 'Eve' }
    expect(await identity.register(again, away)).toMatchObject({ status: 'refused', code: 'account/exists' })
    expect((await test.authenticate()).account.name).toBe('Ada Lovelace')
  })

  it('makes one account of 50 parallel registrations of one address', async () => {
    const { identity } = await start({ guesses: { mailsPerNetwork: 1000 }, password: { perNetwork: 100 } })
    for (let round = 0; round < 5; round++) {
      const email = `ada${round}@example.com`
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) => identity.register({ ...ada, email, name: `${n}` }, home)),
      )
      expect(results.filter(({ status }) => status === 'created')).toHaveLength(1)
      expect(results.filter((result) => 'code' in result && result.code === 'account/exists')).toHaveLength(
        49,
      )
    }
    expect(await identity.list()).toHaveLength(5)
  })

  it.each([
    [{ email: 'nobody' }, 'email/invalid'],
    [{ email: 'ada@example.com\r\nBcc: eve@example.com' }, 'email/invalid'],
    [{ email: 'a'.repeat(1_000_000) }, 'email/invalid'],
    [{ password: 'short' }, 'password/too-short'],
    [{ password: 'x'.repeat(1_000_000) }, 'password/too-long'],
    [{ password: 'passwordpassword' }, 'password/too-common'],
    [{ password: 'Ada Lovelace 1815' }, 'password/personal'],
    [{ password: 'theshop.the.shop' }, 'password/personal'],
    [{ password: 'half of a \ud83e pair' }, 'request/malformed'],
    [{ name: 'a'.repeat(101) }, 'name/invalid'],
    [{ name: 'a'.repeat(1_000_000) }, 'name/invalid'],
    [{ name: 'Ada\nLovelace' }, 'name/invalid'],
    [{ name: 'Ada\0' }, 'name/invalid'],
    [{ name: 'Ada\u202eecalevoL' }, 'name/invalid'],
    [{ name: 'Ada\udc00' }, 'name/invalid'],
  ])('refuses %#, and says why', async (part, code) => {
    const { identity } = await start()
    expect(await identity.register({ ...ada, ...part }, home)).toMatchObject({ status: 'refused', code })
    expect(await identity.list()).toEqual([])
  })

  it('takes hostile names for names', async () => {
    const { identity } = await start()
    const email = '__proto__@example.com'
    const name = `<script>alert(1)</script> '; DROP TABLE accounts; --`
    expect(await identity.register({ email, password, name }, home)).toMatchObject({
      account: { email, name },
    })
    expect(await identity.findByEmail(email)).toMatchObject({ name })
  })

  it('keeps one network from making accounts by the thousand', async () => {
    const { identity } = await start({ guesses: { mailsPerNetwork: 3 } })
    const codes: unknown[] = []
    for (let n = 0; n < 5; n++) {
      const result = await identity.register({ ...ada, email: `ada${n}@example.com` }, home)
      codes.push('code' in result ? result.code : result.status)
    }
    expect(codes).toEqual(['created', 'created', 'created', 'auth/throttled', 'auth/throttled'])
    expect((await identity.register({ ...ada, email: 'bob@example.com' }, away)).status).toBe('created')
  })
})

describe('registering with a mailer', () => {
  it('answers the same for a known and an unknown address, and tells the difference by mail only', async () => {
    const { identity, outbox } = await start({ mailer: 'outbox' })
    expect(await identity.register(ada, home)).toEqual({ status: 'mailed' })
    const mail = await outbox.take()
    expect(mail).toMatchObject({ to: 'Ada@example.com', subject: 'Confirm your address for The Shop' })
    expect(mail.text).toContain('https://shop.example.com/verify#code=')
    expect(mail.text).toContain('203.0.113.0/24')
    expect(mail.html).toContain('https://shop.example.com/verify#code=')
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/Lovelace|Test\/1\.0/)
    const code = /code=([\w-]+)/.exec(mail.text)?.[1] ?? ''
    const made = await identity.verify({ code, password }, home)
    const device = made.status === 'verified' ? made.device : null

    expect(await identity.register({ ...ada, password: nextPassword, name: 'Eve' }, away)).toEqual({
      status: 'mailed',
    })
    expect(await outbox.take()).toMatchObject({
      to: 'Ada@example.com',
      subject: 'You have an account at The Shop already',
    })
    expect((await test.authenticate({ ...home, device })).account.name).toBe('Ada Lovelace')
    expect(await outbox.rest()).toEqual([])
  })

  it('leaves the mails that set a new password alone, however often strangers register the address', async () => {
    const { identity } = await start({ mailer: 'outbox' })
    await identity.create(ada)
    for (let n = 0; n < 30; n++) await identity.register(ada, { ...away, network: `192.0.${n}.0/24` })
    expect(await identity.register(ada, home)).toMatchObject({ code: 'auth/throttled' })
    for (let n = 0; n < 6; n++) await identity.requestReset(ada.email, away)
    expect(await identity.requestReset(ada.email, away)).toMatchObject({ code: 'auth/throttled' })
    expect(await identity.requestReset(ada.email, home)).toEqual({ status: 'mailed' })
  })

  it('mails one address so many times an hour for a network and for all, whether it has an account or not', async () => {
    const { identity, outbox } = await start({ mailer: 'outbox' })
    await identity.create(ada)
    for (const email of [ada.email, 'nobody@example.com']) {
      const answers: unknown[] = []
      for (let n = 0; n < 27; n++) {
        const network = `192.0.${Math.floor(n / 6)}.0/24`
        const result = await identity.register({ ...ada, email }, { ...home, network })
        answers.push('code' in result ? result.code : result.status)
      }
      const five = [...Array(5).fill('mailed'), 'auth/throttled']
      expect(answers).toEqual([five, five, five, five, Array(3).fill('auth/throttled')].flat())
    }
    expect(await outbox.rest()).toHaveLength(40)
  })
})

describe('making accounts for others', () => {
  it('needs no mail and knows no limit of networks', async () => {
    const { identity, outbox } = await start({ mailer: 'outbox', guesses: { mailsPerNetwork: 1 } })
    for (const name of ['ada', 'bob', 'eve']) {
      const made = await identity.create({
        email: `${name}@example.com`,
        password,
        roles: ['editor', 'admin', 'admin'],
      })
      expect(made).toMatchObject({
        status: 'created',
        account: { verified: true, roles: ['admin', 'editor'] },
      })
    }
    expect(await outbox.rest()).toEqual([])
    expect(await identity.create({ ...ada, email: 'eve@example.com' })).toMatchObject({
      code: 'account/exists',
    })
    expect(await identity.create({ ...ada, password: 'short' })).toMatchObject({ code: 'password/too-short' })
    await expect(identity.create({ ...ada, roles: ['no spaces'] })).rejects.toMatchObject({
      code: 'usage/invalid',
    })
  })

  it('is not kept back by a registration that nobody confirmed', async () => {
    const { identity, outbox } = await start({ mailer: 'outbox' })
    await identity.register({ ...ada, password: nextPassword, name: 'Eve' }, away)
    const code = await outbox.takeCode()
    expect(await identity.create(ada)).toMatchObject({ status: 'created', account: { name: 'Ada Lovelace' } })
    expect(await identity.verify({ code, password }, home)).toMatchObject({ code: 'code/invalid' })
    await test.authenticate()
  })
})
