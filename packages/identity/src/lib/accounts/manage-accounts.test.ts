import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ada, away, home, password, startIdentity, type TestIdentity } from './start-identity.test-support.ts'

let test: TestIdentity
let id: string
beforeEach(async () => {
  test = await startIdentity()
  const made = await test.identity.create(ada)
  id = made.status === 'created' ? made.account.id : ''
})
afterEach(() => test.stop())

const hostileIds = ['', '\0', 'nobody', '__proto__', '\ud800', `${'x'.repeat(1_000_000)}`, "' OR 1=1 --"]

describe('accounts', () => {
  it.each(hostileIds)('of the id %# do not exist, whatever is asked', async (nobody) => {
    const { identity } = test
    expect(await identity.find(nobody)).toBeNull()
    expect(await identity.setRoles(nobody, ['a'])).toBeNull()
    expect(await identity.disable(nobody)).toBeNull()
    expect(await identity.enable(nobody)).toBeNull()
    expect(await identity.remove(nobody)).toBe(false)
    expect(await identity.export(nobody)).toBeNull()
    expect(await identity.activity(nobody)).toEqual([])
    expect(await identity.rename(nobody, 'a')).toMatchObject({ code: 'account/not-found' })
    expect(await identity.reauthenticate(nobody, password, home)).toMatchObject({ code: 'account/not-found' })
    await identity.note(nobody, 'signed-out', home)
    expect(await identity.findByEmail(nobody)).toBeNull()
    expect(await test.database.query.selectFrom('activity').select('account_id').execute()).toEqual([
      { account_id: id },
    ])
  })

  it('are not found by an id that only begins as theirs', async () => {
    for (const tail of ['\0', '\0junk', ' ', '=']) {
      expect(await test.identity.find(`${id}${tail}`)).toBeNull()
      expect(await test.identity.remove(`${id}${tail}`)).toBe(false)
    }
    expect(await test.identity.find(id)).not.toBeNull()
  })

  it('are listed page by page, each once', async () => {
    const { identity } = test
    for (let n = 0; n < 24; n++) await identity.create({ ...ada, email: `ada${n}@example.com` })
    const seen: string[] = []
    for (let page = await identity.list({ limit: 7 }); page.length > 0; ) {
      seen.push(...page.map((account) => account.id))
      page = await identity.list({ after: seen.at(-1) ?? '', limit: 7 })
    }
    expect(new Set(seen).size).toBe(25)
    expect(seen).toHaveLength(25)
    for (const limit of [0, -1, Number.NaN]) expect(await identity.list({ limit })).toHaveLength(1)
    expect(await identity.list({ limit: 1e9 })).toHaveLength(25)
  })

  it('are renamed', async () => {
    const { identity } = test
    expect(await identity.rename(id, '  Ada, Countess of Lovelace ', home)).toMatchObject({
      account: { name: 'Ada, Countess of Lovelace' },
    })
    expect(await identity.rename(id, 'می‌خواهم', home)).toMatchObject({ account: { name: 'می‌خواهم' } })
    expect(await identity.rename(id, ' ', home)).toMatchObject({ account: { name: null } })
    expect(await identity.rename(id, 'a\nb', home)).toMatchObject({ code: 'name/invalid' })
  })
})

describe('every session ends', () => {
  const signIn = () => test.sojourn.signIn(id, { methods: ['pwd'] })

  it('when the roles change, and none when they stay the same', async () => {
    const { identity, sojourn } = test
    await signIn()
    expect(await identity.setRoles(id, ['editor', 'admin'])).toMatchObject({ roles: ['admin', 'editor'] })
    expect(await sojourn.list(id)).toHaveLength(0)
    await signIn()
    expect(await identity.setRoles(id, ['admin', 'editor', 'admin'])).toMatchObject({
      roles: ['admin', 'editor'],
    })
    expect(await sojourn.list(id)).toHaveLength(1)
    for (const roles of [[''], ['a b'], ['a'.repeat(65)], Array.from({ length: 51 }, (_, n) => `r${n}`)]) {
      await expect(identity.setRoles(id, roles)).rejects.toMatchObject({ code: 'usage/invalid' })
    }
  })

  it('when the account is disabled, and a sign-in on its way is overtaken', async () => {
    const { identity, sojourn } = test
    await signIn()
    const { epoch } = await test.authenticate()
    expect(await identity.disable(id)).toMatchObject({ disabled: true })
    expect(await sojourn.list(id)).toHaveLength(0)
    await expect(sojourn.signIn(id, { methods: ['pwd'], epoch })).rejects.toMatchObject({
      code: 'sign-in/overtaken',
    })
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: 'account/disabled' })
    expect(await identity.enable(id)).toMatchObject({ disabled: false })
    await test.authenticate()
  })

  it('when the account is removed, and a sign-in on its way is overtaken', async () => {
    const { identity, sojourn } = test
    await signIn()
    const { epoch } = await test.authenticate()
    expect(await identity.remove(id, home)).toBe(true)
    expect(await sojourn.list(id)).toHaveLength(0)
    await expect(sojourn.signIn(id, { methods: ['pwd'], epoch })).rejects.toMatchObject({
      code: 'sign-in/overtaken',
    })
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: 'auth/wrong-credentials' })
    expect(await identity.remove(id)).toBe(false)
    expect((await identity.create(ada)).status).toBe('created')
  })

  it('after the change was written, never before', async () => {
    const seen: unknown[] = []
    await test.stop()
    test = await startIdentity({
      wrap: (sojourn) => ({
        userEpoch: (user) => sojourn.userEpoch(user),
        now: () => sojourn.now(),
        list: (user) => sojourn.list(user),
        endUser: async (user, options) => {
          const account = await test.identity.find(user)
          seen.push({
            disabled: account?.disabled,
            roles: account?.roles,
            changed: account?.passwordChangedAt,
          })
          return sojourn.endUser(user, options)
        },
      }),
    })
    const made = await test.identity.create(ada)
    const account = made.status === 'created' ? made.account : null
    const own = account?.id ?? ''
    await test.identity.setRoles(own, ['admin'])
    await test.identity.changePassword(own, { current: password, next: `${password}!`, keep: null }, home)
    await test.identity.disable(own)
    await test.identity.remove(own)
    const changed = (account?.passwordChangedAt ?? 0) + 1
    expect(seen).toEqual([
      { disabled: false, roles: ['admin'], changed: changed - 1 },
      { disabled: false, roles: ['admin'], changed },
      { disabled: true, roles: ['admin'], changed },
      { disabled: true, roles: ['admin'], changed },
    ])
  })
})

describe('activity', () => {
  it('tells the newest first, with the place', async () => {
    const { identity, sojourn, clock } = test
    await test.authenticate(home)
    clock.advance(1000)
    await identity.note(id, 'refresh-theft', away)
    await identity.note(id, 'signed-out', home)
    const [first, second] = await identity.activity(id)
    expect(first).toEqual({
      at: sojourn.now(),
      kind: 'signed-out',
      network: home.network,
      userAgent: home.userAgent,
    })
    expect(second).toMatchObject({ kind: 'refresh-theft', network: away.network })
    expect(await identity.activity(id, { limit: 1 })).toHaveLength(1)
  })

  it('is bounded to the newest of each kind, for each account: nobody washes out what else happened', async () => {
    const { identity, database } = test
    await identity.create({ ...ada, email: 'bob@example.com' })
    await identity.note(id, 'refresh-theft', away)
    await test.authenticate(away)
    for (let n = 0; n < 220; n++)
      await identity.note(id, 'device-named', { ...home, userAgent: `agent ${n}` })
    const kept = await identity.activity(id, { limit: 1e9 })
    expect(kept.map(({ kind }) => kind)).toEqual([
      ...Array(20).fill('device-named'),
      'signed-in',
      'refresh-theft',
      'registered',
    ])
    expect([kept[0]?.userAgent, kept[19]?.userAgent]).toEqual(['agent 219', 'agent 200'])
    expect(await database.query.selectFrom('activity').select('id').execute()).toHaveLength(24)
  })

  it('is kept for 90 days', async () => {
    const { identity, clock, database } = test
    await identity.note(id, 'signed-out', home)
    clock.advance(90 * 86_400_000 - 1)
    expect(await identity.activity(id)).toHaveLength(2)
    clock.advance(1)
    expect(await identity.activity(id)).toHaveLength(0)
    await identity.sweep()
    expect(await database.query.selectFrom('activity').select('id').execute()).toEqual([])
  })

  it('is kept for as long as the settings say', async () => {
    await test.stop()
    test = await startIdentity({ activityKept: '2d' })
    const made = await test.identity.create(ada)
    const own = made.status === 'created' ? made.account.id : ''
    test.clock.advance(2 * 86_400_000 - 1)
    expect(await test.identity.activity(own)).toHaveLength(1)
    test.clock.advance(1)
    expect(await test.identity.activity(own)).toHaveLength(0)
  })
})

describe('sweeping', () => {
  it('forgets what strangers guessed after 180 days, whether the address has an account or not', async () => {
    const { identity, clock, database } = test
    await test.guess(6, away)
    await test.guess(6, away, 'nobody@example.com')
    const subjects = async () => database.query.selectFrom('guesses').select('subject').execute()
    clock.advance(179 * 86_400_000)
    await identity.sweep()
    expect(await subjects()).toHaveLength(2)
    clock.advance(2 * 86_400_000)
    await identity.sweep()
    expect(await subjects()).toEqual([])
  })

  it('forgets codes that have expired', async () => {
    await test.stop()
    test = await startIdentity({ mailer: 'outbox' })
    await test.identity.create(ada)
    await test.identity.requestReset(ada.email, away)
    await test.identity.requestReset('nobody@example.com', away)
    const codes = () => test.database.query.selectFrom('codes').select('purpose').execute()
    expect(await codes()).toHaveLength(2)
    test.clock.advance(30 * 60_000)
    await test.identity.sweep()
    expect(await codes()).toEqual([])
  })
})
