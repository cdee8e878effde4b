import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
  codeIn,
  home,
  password,
  startIdentity,
  type TestIdentity,
  type TestIdentityOptions,
} from './start-identity.test-support.ts'

let test: TestIdentity
let id: string
const start = async (options?: TestIdentityOptions): Promise<TestIdentity> => {
  test = await startIdentity({ mailer: 'outbox', ...options })
  const made = await test.identity.create(ada)
  id = made.status === 'created' ? made.account.id : ''
  return test
}
afterEach(() => test.stop())

describe('changing the address', () => {
  it('takes a code that is mailed to the new one, and tells the old one twice', async () => {
    const { identity, outbox, audit } = await start()
    expect(await identity.requestEmailChange(id, 'Lovelace@example.com', home)).toEqual({ status: 'mailed' })
    const confirm = await outbox.take()
    expect(confirm).toMatchObject({
      to: 'Lovelace@example.com',
      subject: 'Confirm your new address for The Shop',
    })
    expect(await outbox.take()).toMatchObject({
      to: 'Ada@example.com',
      subject: 'Your address at The Shop is about to change',
    })
    expect((await identity.find(id))?.email).toBe('Ada@example.com')
    expect(await identity.verify({ code: codeIn(confirm) }, home)).toMatchObject({
      status: 'changed',
      account: { email: 'Lovelace@example.com', verified: true },
    })
    expect(await outbox.take()).toMatchObject({
      to: 'Ada@example.com',
      subject: 'Your address at The Shop was changed',
    })
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: 'auth/wrong-credentials' })
    expect(await identity.authenticate({ email: 'lovelace@example.com', password }, home)).toMatchObject({
      status: 'authenticated',
    })
    expect(audit.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['account/email-change-asked', 'account/email-changed']),
    )
  })

  it('does not tell whether the new address has an account, but tells that account', async () => {
    const { identity, outbox } = await start()
    await identity.create({ ...ada, email: 'bob@example.com' })
    expect(await identity.requestEmailChange(id, 'BOB@example.com', home)).toEqual({ status: 'mailed' })
    const mail = await outbox.take()
    expect(mail).toMatchObject({ to: 'bob@example.com', subject: expect.stringContaining('has an account') })
    expect(mail.text).not.toContain('#code=')
    await outbox.take()
  })

  it('tells it neither by the export nor by the life of an earlier code', async () => {
    const { identity, outbox } = await start()
    await identity.create({ ...ada, email: 'taken@example.com' })
    const seen: unknown[] = []
    for (const email of ['taken@example.com', 'free@example.com']) {
      await identity.requestEmailChange(id, 'own@example.com', home)
      const code = await outbox.takeCode()
      await outbox.take()
      await identity.requestEmailChange(id, email, home)
      const pending = (await identity.export(id))?.pendingCodes
      seen.push([
        pending?.map((row) => ({ ...row, isOfWanted: row.email === email, email: null })),
        await identity.verify({ code }, home),
      ])
      await outbox.take()
      await outbox.take()
    }
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]).toMatchObject([[{ purpose: 'email', isOfWanted: true }], { code: 'code/invalid' }])
  })

  it('is refused to an account that was disabled after it asked', async () => {
    const { identity, outbox } = await start()
    await identity.requestEmailChange(id, 'lovelace@example.com', home)
    const code = await outbox.takeCode()
    await identity.disable(id)
    expect(await identity.verify({ code }, home)).toMatchObject({ code: 'code/invalid' })
    expect((await identity.find(id))?.email).toBe('Ada@example.com')
  })

  it('is refused when the address has found an account in the meantime', async () => {
    const { identity, outbox } = await start()
    await identity.requestEmailChange(id, 'bob@example.com', home)
    const code = await outbox.takeCode()
    await identity.create({ ...ada, email: 'bob@example.com' })
    expect(await identity.verify({ code }, home)).toMatchObject({ code: 'account/exists' })
    expect((await identity.find(id))?.email).toBe('Ada@example.com')
  })

  it('is not kept back by a registration of the address that nobody confirmed', async () => {
    const { identity, outbox } = await start()
    await identity.register({ ...ada, email: 'lovelace@example.com' }, away)
    const strangers = await outbox.takeCode()
    await identity.requestEmailChange(id, 'lovelace@example.com', home)
    expect(await identity.verify({ code: await outbox.takeCode() }, home)).toMatchObject({
      account: { id, email: 'lovelace@example.com' },
    })
    expect(await identity.verify({ code: strangers, password }, home)).toMatchObject({ code: 'code/invalid' })
    expect(await identity.list()).toHaveLength(1)
    expect(await test.database.query.selectFrom('codes').selectAll().execute()).toEqual([])
  })

  it('lets one of two accounts have an address that both want', async () => {
    const { identity, outbox } = await start()
    const made = await identity.create({ ...ada, email: 'bob@example.com' })
    const bob = made.status === 'created' ? made.account.id : ''
    for (let round = 0; round < 5; round++) {
      const email = `wanted${round}@example.com`
      const codes: string[] = []
      for (const who of [id, bob]) {
        await identity.requestEmailChange(who, email, { ...home, network: `192.0.${round}.0/24` })
        let mail = await outbox.take()
        while (!mail.text.includes('#code=')) mail = await outbox.take()
        codes.push(codeIn(mail))
      }
      const results = await Promise.all(codes.map((code) => identity.verify({ code }, home)))
      expect(results.map((result) => ('code' in result ? result.code : result.status)).sort()).toEqual([
        'account/exists',
        'changed',
      ])
    }
  })

  it('lets 20 parallel uses of a code change it once', async () => {
    const { identity, outbox, audit } = await start()
    await identity.requestEmailChange(id, 'lovelace@example.com', home)
    const code = await outbox.takeCode()
    const results = await Promise.all(Array.from({ length: 20 }, () => identity.verify({ code }, home)))
    expect(results.filter(({ status }) => status === 'changed')).toHaveLength(1)
    expect(audit.filter(({ type }) => type === 'account/email-changed')).toHaveLength(1)
  })

  it('is for accounts that exist and may sign in, with addresses that are', async () => {
    const { identity, outbox } = await start()
    expect(await identity.requestEmailChange(id, 'nowhere', home)).toMatchObject({ code: 'email/invalid' })
    expect(await identity.requestEmailChange('nobody', 'a@example.com', home)).toMatchObject({
      code: 'account/not-found',
    })
    await identity.disable(id)
    expect(await identity.requestEmailChange(id, 'a@example.com', home)).toMatchObject({
      code: 'account/disabled',
    })
    expect(await outbox.rest()).toEqual([])
  })

  it('mails one address so many times an hour', async () => {
    const { identity, outbox } = await start()
    const statuses: string[] = []
    for (let n = 0; n < 6; n++)
      statuses.push((await identity.requestEmailChange(id, 'a@example.com', away)).status)
    expect(statuses).toEqual([...Array(5).fill('mailed'), 'refused'])
    expect((await outbox.rest()).filter(({ to }) => to === 'a@example.com')).toHaveLength(5)
  })

  it('takes place at once without a mailer', async () => {
    const { identity } = await start({ mailer: null })
    await identity.create({ ...ada, email: 'bob@example.com' })
    expect(await identity.requestEmailChange(id, 'bob@example.com', home)).toMatchObject({
      code: 'account/exists',
    })
    expect(await identity.requestEmailChange(id, 'lovelace@example.com', home)).toMatchObject({
      status: 'changed',
      account: { email: 'lovelace@example.com', verified: false },
    })
  })

  it('tells of so many addresses only, without a mailer too', async () => {
    const { identity } = await start({ mailer: null })
    await identity.create({ ...ada, email: 'taken@example.com' })
    const told: string[] = []
    for (let n = 0; n < 100; n++) {
      const email = n % 2 === 0 ? 'taken@example.com' : `free${n}@example.com`
      const result = await identity.requestEmailChange(id, email, { ...away, device: `${n}` })
      told.push('code' in result ? result.code : result.status)
    }
    expect(told.filter((what) => what === 'changed').length).toBeLessThanOrEqual(20)
    expect(told.filter((what) => what === 'account/exists')).toHaveLength(5)
    expect(told.slice(-50)).toEqual(Array(50).fill('auth/throttled'))
  })
})
