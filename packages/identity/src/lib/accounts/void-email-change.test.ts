import { type Sojourn, SojournError } from 'sojourn'
import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  codeIn,
  home,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
  type TestIdentityOptions,
} from './start-identity.test-support.ts'

const thief = 'thief@example.com'
const guesses = { mailsPerAddress: 1000, mailsPerNetwork: 100_000 }
const invalid = { status: 'refused', code: 'code/invalid' }

let test: TestIdentity
let id: string
/** Stands between identity and its engine. */
let hooks: { userEpoch?: (sojourn: Sojourn) => Promise<void>; isCut?: boolean }
const start = async (options: TestIdentityOptions = {}): Promise<TestIdentity> => {
  hooks = {}
  test = await startIdentity({
    mailer: 'outbox',
    guesses,
    ...options,
    wrap: (sojourn) => ({
      async endUser(...args) {
        if (hooks.isCut === true) throw new SojournError('store/unavailable', 'the store is away')
        return sojourn.endUser(...args)
      },
      async userEpoch(user) {
        const epoch = await sojourn.userEpoch(user)
        await hooks.userEpoch?.(sojourn)
        return epoch
      },
      now: () => sojourn.now(),
      list: (user) => sojourn.list(user),
    }),
  })
  const made = await test.identity.create(ada)
  id = made.status === 'created' ? made.account.id : ''
  return test
}
afterEach(() => test.stop())

/** The code that was mailed to an address, or null. */
const codeFor = async (email: string): Promise<string | null> => {
  await test.outbox.rest()
  const mail = test.outbox.mails.findLast(({ to, text }) => to === email && text.includes('#code='))
  return mail === undefined ? null : codeIn(mail)
}
const ask = async (): Promise<string> => {
  await test.identity.requestEmailChange(id, thief, home)
  return (await codeFor(thief)) ?? ''
}
const emailNow = async () => (await test.identity.find(id))?.email
const codesLeft = () => test.database.query.selectFrom('codes').select('purpose').execute()

describe('a change of address that waits for its code', () => {
  it.each<[string, (test: TestIdentity) => Promise<unknown>]>([
    ['a sign-out everywhere', ({ sojourn }) => sojourn.endUser(id)],
    [
      'a sign-out of all others',
      async ({ sojourn }) => {
        const { session } = await sojourn.signIn(id, { methods: ['pwd'] })
        return sojourn.endUser(id, { except: session.id })
      },
    ],
    ['other roles', ({ identity }) => identity.setRoles(id, ['clerk'])],
    [
      'a disabling that was taken back',
      async ({ identity }) => {
        await identity.disable(id)
        return identity.enable(id)
      },
    ],
    [
      'another password',
      ({ identity }) =>
        identity.changePassword(id, { current: password, next: nextPassword, keep: null }, home),
    ],
    [
      'another password that leaves the others signed in',
      ({ identity }) =>
        identity.changePassword(
          id,
          { current: password, next: nextPassword, keep: null, keepOthers: true },
          home,
        ),
    ],
    ['the end of one session', ({ identity }) => identity.cancelEmailChange(id)],
  ])('is void after %s', async (_what, revoke) => {
    const { identity } = await start()
    const code = await ask()
    await revoke(test)
    expect(await identity.verify({ code }, home)).toMatchObject(invalid)
    expect(await emailNow()).toBe(ada.email.replace('E', 'e'))
    expect(await codesLeft()).toEqual([])
    expect(await identity.verify({ code: await ask() }, home)).toMatchObject({ status: 'changed' })
  })

  it('outlives the sign-out of the one session that asked, and the end of another person’s', async () => {
    const { identity, sojourn } = await start()
    const { session } = await sojourn.signIn(id, { methods: ['pwd'] })
    await identity.requestEmailChange(id, thief, { ...home, session: session.id })
    await sojourn.end(session.id)
    const bob = await identity.create({ ...ada, email: 'bob@example.com' })
    const bobsId = bob.status === 'created' ? bob.account.id : ''
    await sojourn.endUser(bobsId)
    await identity.cancelEmailChange(bobsId)
    const code = (await codeFor(thief)) ?? ''
    expect(await identity.verify({ code }, home)).toMatchObject({ status: 'changed' })
  })

  it('is void as soon as an end was written, also while the sessions cannot be ended', async () => {
    const { identity } = await start()
    const code = await ask()
    hooks.isCut = true
    await expect(identity.setRoles(id, ['clerk'])).rejects.toMatchObject({ code: 'store/unavailable' })
    expect(await identity.verify({ code }, home)).toMatchObject(invalid)
    expect(await codesLeft()).toEqual([])
  })

  it('lives no longer than stores are sure to keep an epoch, and its mail says so', async () => {
    await start({ codes: { verify: '30d' } })
    const code = await ask()
    expect(test.outbox.mails.find(({ to }) => to === thief)?.text).toContain('for 1 day.')
    test.clock.advance(86_400_000)
    expect(await test.identity.verify({ code }, home)).toMatchObject(invalid)
  })

  it('is void when it was asked for before epochs were kept', async () => {
    const { identity } = await start()
    const code = await ask()
    await test.database.query.updateTable('codes').set({ epoch: null }).execute()
    expect(await identity.verify({ code }, home)).toMatchObject(invalid)
    expect(await codesLeft()).toEqual([])
  })

  it('says no more than that also when the address was taken meanwhile', async () => {
    const { identity, sojourn } = await start()
    const code = await ask()
    await identity.create({ ...ada, email: thief })
    await sojourn.endUser(id)
    expect(await identity.verify({ code }, home)).toMatchObject(invalid)
  })

  it('is void when the end comes between the look at the code and the change', async () => {
    const { identity, audit } = await start()
    const code = await ask()
    let looks = 0
    hooks.userEpoch = async (sojourn) => {
      looks += 1
      if (looks === 1) await sojourn.endUser(id)
    }
    expect(await identity.verify({ code }, home)).toMatchObject(invalid)
    expect(looks).toBe(2)
    expect(await emailNow()).toBe(ada.email.replace('E', 'e'))
    expect(await codesLeft()).toEqual([])
    expect(audit.map(({ type }) => type)).not.toContain('account/email-changed')
  })
})

/** How long the second of two things waits for the first: for so many steps, turns of the loop, or its end. */
const delays: readonly ((first: Promise<unknown>) => Promise<unknown>)[] = [
  ...Array.from({ length: 60 }, (_, steps) => async () => {
    for (let step = 0; step < steps * 6; step++) await null
  }),
  ...Array.from({ length: 10 }, (_, power) => async () => {
    for (let turn = 0; turn < 2 ** power; turn++) await new Promise((resolve) => setImmediate(resolve))
  }),
  (first) => first,
]
/** Many ways in which `own` and `other` may come upon each other, either one of them first. */
const meetings = delays.flatMap((delay, index) => [
  {
    name: `meets${index}`,
    async meet<Result>(own: () => Promise<Result>, other: () => Promise<unknown>): Promise<Result> {
      const first = own()
      await delay(first).then(other)
      return first
    },
  },
  {
    name: `met${index}`,
    async meet<Result>(own: () => Promise<Result>, other: () => Promise<unknown>): Promise<Result> {
      const first = other()
      const result = await delay(first).then(own)
      await first
      return result
    },
  },
])

describe('side by side with an end of the session that asks', () => {
  it.each<[string, (test: TestIdentity, session: string) => Promise<unknown>]>([
    ['of all of them', ({ sojourn }) => sojourn.endUser(id)],
    [
      'of it alone',
      async ({ sojourn, identity }, session) => {
        await sojourn.end(session as Parameters<Sojourn['end']>[0]) // as signIn gave it
        await identity.cancelEmailChange(id)
      },
    ],
  ])('no request leaves a code that is good for anything (%s)', async (_which, end) => {
    const { identity, sojourn } = await start()
    const seen = new Set<string>()
    for (const { name, meet } of meetings) {
      const email = `${name}@example.com`
      const { session } = await sojourn.signIn(id, { methods: ['pwd'] })
      const asked = await meet(
        () => identity.requestEmailChange(id, email, { ...home, session: session.id }),
        () => end(test, session.id),
      )
      seen.add('code' in asked ? asked.code : asked.status)
      const code = await codeFor(email)
      expect(code === null, name).toBe(asked.status === 'refused')
      if (code !== null) expect(await identity.verify({ code }, home), name).toMatchObject(invalid)
      expect(await codesLeft(), name).toEqual([])
    }
    expect([...seen].sort()).toEqual(['mailed', 'session/revoked'])
  })

  it('a code is used before the end or never, and the account moves in one piece', async () => {
    const { identity, sojourn } = await start()
    const seen = new Set<string>()
    for (const { name, meet } of meetings) {
      const email = `${name}@example.com`
      await identity.requestEmailChange(id, email, home)
      const code = (await codeFor(email)) ?? ''
      const before = await emailNow()
      const result = await meet(
        () => identity.verify({ code }, home),
        () => sojourn.endUser(id),
      )
      const how = 'code' in result ? result.code : result.status
      seen.add(how)
      expect(await emailNow(), name).toBe(how === 'changed' ? email : before)
      expect(['changed', 'code/invalid']).toContain(how)
      expect(await identity.verify({ code }, home), name).toMatchObject(invalid)
      expect(await codesLeft(), name).toEqual([])
    }
    expect([...seen].sort()).toEqual(['changed', 'code/invalid'])
  })

  it('moves no account at once without a mailer', async () => {
    const silent = await startIdentity({ guesses })
    const made = await silent.identity.create(ada)
    const own = made.status === 'created' ? made.account.id : ''
    const { session } = await silent.sojourn.signIn(own, { methods: ['pwd'] })
    await silent.sojourn.endUser(own)
    test = silent
    expect(
      await silent.identity.requestEmailChange(own, thief, { ...home, session: session.id }),
    ).toMatchObject({ code: 'session/revoked' })
    expect((await silent.identity.find(own))?.email).not.toBe(thief)
  })
})
