import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
  home,
  password,
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

describe('devices', () => {
  it('are known by their mark, and told of when they are new', async () => {
    const { outbox, audit } = await start({ mailer: 'outbox' })
    const first = await test.authenticate(home)
    const again = await test.authenticate({ ...home, device: first.device })
    expect(again.device).toBe(first.device)
    expect(await outbox.rest()).toEqual([])
    const second = await test.authenticate(away)
    expect(second.device).not.toBe(first.device)
    expect(await outbox.take()).toMatchObject({ subject: 'New sign-in to The Shop', to: 'Ada@example.com' })
    const signIns = audit.filter(({ type }) => type === 'auth/authenticated')
    expect(signIns.map((event) => 'device' in event && event.device)).toEqual(['new', 'known', 'new'])
    const kinds = (await test.identity.activity(first.account.id)).map(({ kind }) => kind)
    expect(kinds).toEqual(['signed-in-new-device', 'signed-in', 'signed-in', 'registered'])
  })

  it('never keep a mark that somebody else may have chosen', async () => {
    const { identity } = await start()
    await identity.create({ ...ada, email: 'eve@example.com' })
    const eve = await identity.authenticate({ email: 'eve@example.com', password }, away)
    if (eve.status !== 'authenticated') throw new TypeError(eve.code)
    for (const device of [eve.device, 'A'.repeat(43)]) {
      const signedIn = await test.authenticate({ ...home, device })
      expect(signedIn.device).not.toBe(device)
      expect(await test.guess(5, { ...away, device })).toEqual(Array(5).fill(wrong))
      await identity.enable(signedIn.account.id)
    }
  })

  it('that two people share are known to both', async () => {
    const { identity } = await start({ mailer: 'outbox' })
    const bob = { ...ada, email: 'bob@example.com' }
    await identity.create(bob)
    const signIn = async (who: typeof ada, device: string | null): Promise<string> => {
      const result = await identity.authenticate(who, { ...home, device })
      if (result.status !== 'authenticated') throw new TypeError(result.code)
      return result.device
    }
    const adas = await signIn(ada, null)
    const shared = await signIn(bob, adas)
    expect(await signIn(ada, shared)).toBe(shared)
    expect(await signIn(bob, shared)).toBe(shared)
    expect(await test.outbox.rest()).toEqual([])
  })

  it('are forgotten when there are more than 20, and told of at most 10 times an hour', async () => {
    const { database, outbox } = await start({ mailer: 'outbox' })
    const { device } = await test.authenticate(home)
    for (let n = 0; n < 30; n++) {
      test.clock.advance(1)
      await test.authenticate(away)
    }
    expect(await database.query.selectFrom('devices').select('digest').execute()).toHaveLength(20)
    expect(await outbox.rest()).toHaveLength(10)
    expect((await test.authenticate({ ...home, device })).device).not.toBe(device)
  })

  it('keep the name that the person gives them, of the session that they began', async () => {
    const { identity } = await start()
    const { device, deviceName, account } = await test.authenticate(home)
    expect(deviceName).toBeNull()
    const session = (await test.sojourn.signIn(account.id, { methods: ['pwd'] })).session.id
    await identity.nameDevice(account.id, session, 'too early')
    await identity.keepDevice(account.id, { device, session })
    await identity.nameDevice('nobody', session, 'not theirs')
    const named = async () => (await test.authenticate({ ...home, device })).deviceName
    expect(await named()).toBeNull()
    await identity.nameDevice(account.id, session, ` My\u202e\n laptop ${'x'.repeat(200)}`)
    expect(await named()).toMatch(/^My +laptop x{80,}$/)
    await identity.keepDevice(account.id, { device, session, name: 'Desk' })
    await identity.keepDevice(account.id, { device, session })
    expect(await named()).toBe('Desk')
    expect((await test.authenticate(away)).deviceName).toBeNull()
    expect((await identity.export(account.id))?.devices).toContainEqual(
      expect.objectContaining({ name: 'Desk', session }),
    )
    await identity.nameDevice(account.id, session, ' ')
    expect(await named()).toBeNull()
  })

  it('are known after the keys were changed', async () => {
    const { identity, path, keys } = await start()
    const { device } = await test.authenticate(home)
    await identity.close()
    await test.database.close()
    const newKey = 'n'.repeat(43)
    const again = await startIdentity({ path, keys: [newKey, keys] })
    expect((await again.authenticate({ ...home, device })).device).toBe(device)
    await again.identity.close()
    await again.database.close()
    const later = await startIdentity({ path, keys: [newKey] })
    expect((await later.authenticate({ ...home, device })).device).toBe(device)
    await later.stop()
  })
})
