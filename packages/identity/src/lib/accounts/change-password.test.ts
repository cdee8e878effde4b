import { SojournError } from 'sojourn'
import { afterEach, describe, expect, it } from 'vitest'
import type { Core } from './core.ts'
import { endSessions } from './end-sessions.ts'
import {
  ada,
  away,
  home,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
  type TestIdentityOptions,
  wrong,
} from './start-identity.test-support.ts'

let test: TestIdentity
let id: string
const start = async (options?: TestIdentityOptions): Promise<TestIdentity> => {
  test = await startIdentity(options)
  const made = await test.identity.create(ada)
  id = made.status === 'created' ? made.account.id : ''
  return test
}
afterEach(() => test.stop())

const change = { current: password, next: nextPassword, keep: null }

describe('changing the password', () => {
  it('ends the other sessions and keeps this one', async () => {
    const { identity, sojourn, audit, events } = await start()
    const mine = await sojourn.signIn(id, { methods: ['pwd'] })
    await sojourn.signIn(id, { methods: ['pwd'] })
    const result = await identity.changePassword(id, { ...change, keep: mine.session.id }, home)
    expect(result).toMatchObject({ status: 'changed', account: { id } })
    expect((await sojourn.list(id)).map((session) => session.id)).toEqual([mine.session.id])
    const context = { network: home.network, userAgent: home.userAgent }
    expect(events.slice(-2)).toMatchObject([
      { type: 'session/ended', reason: 'password-changed', context },
      { type: 'user/ended', context },
    ])
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: wrong })
    await test.authenticate(home, nextPassword)
    expect(audit.map(({ type }) => type)).toContain('password/changed')
    expect((await identity.activity(id)).map(({ kind }) => kind)).toContain('password-changed')
  })

  it('ends all without one to keep, and none when asked to keep the others', async () => {
    const { identity, sojourn } = await start()
    await sojourn.signIn(id, { methods: ['pwd'] })
    await identity.changePassword(id, { ...change, keepOthers: true }, home)
    expect(await sojourn.list(id)).toHaveLength(1)
    await identity.changePassword(id, { current: nextPassword, next: password, keep: null }, home)
    expect(await sojourn.list(id)).toHaveLength(0)
  })

  it('tells the person by mail', async () => {
    const { identity, outbox } = await start({ mailer: 'outbox' })
    await identity.changePassword(id, change, away)
    const mail = await outbox.take()
    expect(mail).toMatchObject({ to: 'Ada@example.com', subject: 'Your password at The Shop was changed' })
    expect(mail.text).toContain(away.network)
    expect(mail.text).toContain('https://shop.example.com/forgot')
  })

  it('is refused with a wrong or a bad password, and changes nothing', async () => {
    const { identity, sojourn } = await start()
    await sojourn.signIn(id, { methods: ['pwd'] })
    for (const [part, code] of [
      [{ current: nextPassword }, wrong],
      [{ next: 'short' }, 'password/too-short'],
      [{ next: 'passwordpassword' }, 'password/too-common'],
      [{ next: 'ada@example.com!' }, 'password/personal'],
    ] as const) {
      expect(await identity.changePassword(id, { ...change, ...part }, home)).toMatchObject({ code })
    }
    expect(await identity.changePassword('nobody', change, home)).toMatchObject({ code: 'account/not-found' })
    expect(await sojourn.list(id)).toHaveLength(1)
    await test.authenticate()
  })

  it('lets one of 20 parallel changes win', async () => {
    const { identity } = await start({ password: { running: 3 }, guesses: { free: 20 } })
    const { device } = await test.authenticate()
    for (let round = 0; round < 5; round++) {
      const current = round === 0 ? password : `kettles of round ${round - 1}`
      const results = await Promise.all(
        Array.from({ length: 20 }, () => {
          const next = `kettles of round ${round}`
          return identity.changePassword(id, { current, next, keep: null }, { ...home, device })
        }),
      )
      expect(results.filter(({ status }) => status === 'changed')).toHaveLength(1)
      await identity.enable(id)
    }
  })

  it('forgets the devices but this one', async () => {
    const { identity } = await start()
    const mine = await test.authenticate(home)
    const other = await test.authenticate(away)
    await identity.changePassword(id, change, { ...home, device: mine.device })
    expect((await test.authenticate({ ...home, device: mine.device }, nextPassword)).device).toBe(mine.device)
    expect((await test.authenticate({ ...away, device: other.device }, nextPassword)).device).not.toBe(
      other.device,
    )
  })
})

describe('sessions that cannot be ended at once', () => {
  /** An engine whose store is away for as long as the test says. */
  const startCut = async (): Promise<TestIdentity & { cut: { off: boolean } }> => {
    const cut = { off: false }
    await start({
      wrap: (sojourn) => ({
        endUser: async (user, options) => {
          if (cut.off) throw new SojournError('store/unavailable', 'the store is away')
          return sojourn.endUser(user, options)
        },
        userEpoch: (user) => sojourn.userEpoch(user),
        now: () => sojourn.now(),
        list: (user) => sojourn.list(user),
      }),
    })
    await test.sojourn.signIn(id, { methods: ['pwd'] })
    return { ...test, cut }
  }

  it('make the change fail, and are ended by the next sweep', async () => {
    const { identity, sojourn, audit, cut, clock } = await startCut()
    cut.off = true
    await expect(identity.changePassword(id, change, home)).rejects.toMatchObject({
      code: 'store/unavailable',
    })
    expect(await sojourn.list(id)).toHaveLength(1)
    expect(audit).toContainEqual(
      expect.objectContaining({ type: 'sessions/not-ended', code: 'store/unavailable' }),
    )
    cut.off = false
    await identity.sweep()
    expect(await sojourn.list(id)).toHaveLength(1) // a call may be about to do it, and to keep a session
    clock.advance(60_001)
    await identity.sweep()
    expect(await sojourn.list(id)).toHaveLength(0)
    await sojourn.signIn(id, { methods: ['pwd'] })
    clock.advance(60_001)
    await identity.sweep()
    expect(await sojourn.list(id)).toHaveLength(1)
  })

  it('are ended by the next sweep also when another change of the same moment went well', async () => {
    const { identity, sojourn, cut, clock } = await startCut()
    cut.off = true
    const refused = identity.setRoles(id, ['admin'])
    await expect(refused).rejects.toMatchObject({ code: 'store/unavailable' })
    const ending = async () => {
      const row = await test.database.query.selectFrom('accounts').select('ending').executeTakeFirstOrThrow()
      return { ending: Number(row.ending) }
    }
    const first = (await ending()).ending
    await expect(identity.disable(id)).rejects.toMatchObject({ code: 'store/unavailable' })
    const second = (await ending()).ending
    expect(second).toBeGreaterThan(first)
    // What the first one would write now, had it only taken longer.
    cut.off = false
    const core = { sojourn, database: test.database } as unknown as Core // no other part is used
    await endSessions(core, { id, ending: first }, { reason: 'revoked-all' })
    expect((await ending()).ending).toBe(second)
    await sojourn.signIn(id, { methods: ['pwd'] })
    clock.advance(61_000)
    await identity.sweep()
    expect(await sojourn.list(id)).toHaveLength(0)
    expect((await ending()).ending).toBe(0)
  })

  it('keep an account from being removed, but not from being disabled; the next sweep removes it', async () => {
    const { identity, sojourn, cut, clock } = await startCut()
    cut.off = true
    await expect(identity.remove(id)).rejects.toMatchObject({ code: 'store/unavailable' })
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: 'account/disabled' })
    expect(await identity.enable(id)).toBeNull()
    cut.off = false
    clock.advance(60_001)
    await identity.sweep()
    expect(await identity.find(id)).toBeNull()
    expect(await sojourn.list(id)).toEqual([])
  })
})

describe('reauthenticating', () => {
  it('takes the right password only, of an account that may sign in', async () => {
    const { identity, audit } = await start()
    expect(await identity.reauthenticate(id, password, home)).toMatchObject({
      status: 'authenticated',
      account: { id },
    })
    expect(await identity.reauthenticate(id, nextPassword, home)).toMatchObject({ code: wrong })
    expect(await identity.reauthenticate('nobody', password, home)).toMatchObject({
      code: 'account/not-found',
    })
    await identity.disable(id)
    expect(await identity.reauthenticate(id, password, home)).toMatchObject({ code: 'account/disabled' })
    expect(audit.filter(({ type }) => type === 'auth/reauthenticated')).toHaveLength(1)
  })
})
