import { afterEach, describe, expect, it } from 'vitest'
import {
  ada,
  away,
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

describe('authenticating', () => {
  it('takes the right password, however the address is written and the accents are composed', async () => {
    const { identity } = await start()
    const composed = { email: 'zoë@example.com', password: 'crème brûlée, très bien' }
    await identity.create(composed)
    const written = { email: 'ZOE\u0308@Example.com', password: composed.password.normalize('NFD') }
    expect(await identity.authenticate(written, home)).toMatchObject({ status: 'authenticated' })
  })

  it('does not take the password for what it only looks like: capitals, widths and spaces count', async () => {
    const { identity } = await start()
    for (const other of [
      password.toUpperCase(),
      ` ${password}`,
      password.replace('s', 'ｓ'),
      password.slice(0, -1),
    ]) {
      expect(await identity.authenticate({ email: ada.email, password: other }, home)).toMatchObject({
        code: wrong,
      })
    }
  })

  it.each([
    ['', 'email/invalid'],
    ['ada', 'email/invalid'],
    ['__proto__', 'email/invalid'],
    ['__proto__@example.com', wrong],
    ['ada\0@example.com', 'email/invalid'],
    ['ada@example.com\ud800', 'email/invalid'],
    ["' OR 1=1 --@example.com", 'email/invalid'],
    ["o'brien@example.com", wrong],
    [`${'a'.repeat(1_000_000)}@example.com`, 'email/invalid'],
  ])('refuses the address %#', async (email, code) => {
    const { identity } = await start()
    expect(await identity.authenticate({ email, password }, home)).toMatchObject({ status: 'refused', code })
  })

  it.each(['', '\0', `${password}\0`, '\ud800', 'x'.repeat(1_000_000), '__proto__'])(
    'refuses the password %#',
    async (secret) => {
      const { identity } = await start()
      const result = await identity.authenticate({ email: ada.email, password: secret }, home)
      expect(result).toMatchObject({ status: 'refused', code: wrong })
    },
  )

  it('takes no harm from hostile marks, networks and user agents', async () => {
    const { identity, audit } = await start()
    for (const text of ['', '\0', '\ud800', '__proto__', 'x'.repeat(1_000_000), 'a\r\nb\u202ec\u2028d']) {
      const from = { network: text, userAgent: text, device: text }
      expect(await identity.authenticate(ada, from)).toMatchObject({ status: 'authenticated' })
    }
    const kept = JSON.stringify([await identity.activity((await test.authenticate()).account.id), audit])
    expect(kept).not.toMatch(/[\r\n\u2028\u202e]|\\u0000|\\ud800|\\r/)
    expect(kept.length).toBeLessThan(20_000)
  })

  it('answers a wrong password and an unknown address alike, the counts included', async () => {
    await start()
    const answers: unknown[] = []
    for (const email of [ada.email, 'nobody@example.com']) {
      const own: unknown[] = []
      for (let n = 0; n < 7; n++)
        own.push(await test.identity.authenticate({ email, password: nextPassword }, away))
      answers.push(own)
    }
    expect(answers[0]).toEqual(answers[1])
  })

  it('tells of a disabled account only who has the right password', async () => {
    const { identity } = await start()
    const { account } = await test.authenticate()
    await identity.disable(account.id)
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: 'account/disabled' })
    expect(await identity.authenticate({ email: ada.email, password: nextPassword }, home)).toMatchObject({
      code: wrong,
    })
    await identity.enable(account.id)
    await test.authenticate()
  })

  it('lets a password change overtake a sign-in that had read the old password', async () => {
    const { identity, sojourn } = await start({ password: { running: 1 } })
    const { account, device } = await test.authenticate()
    for (let round = 0; round < 40; round++) {
      const [current, next] = round % 2 ? [nextPassword, password] : [password, nextPassword]
      const change = identity.changePassword(account.id, { current, next, keep: null }, { ...home, device })
      // The old password comes in at another moment of the change each time.
      for (let turn = 0; turn < round % 8; turn++) await new Promise((resolve) => setImmediate(resolve))
      const late = identity.authenticate(
        { email: ada.email, password: current },
        { ...away, network: `192.0.${round}.0/24` },
      )
      const signIn = late.then(async (result) => {
        if (result.status !== 'authenticated') return result.code
        return sojourn
          .signIn(account.id, { methods: ['pwd'], epoch: result.epoch })
          .then(({ kind }) => kind)
          .catch((error: { code: string }) => error.code)
      })
      expect((await change).status).toBe('changed')
      // Overtaken, or ended with the others when it had come first.
      expect([wrong, 'sign-in/overtaken', 'session']).toContain(await signIn)
      expect(await sojourn.list(account.id)).toEqual([])
    }
  })
})

describe('events', () => {
  it('say what, who, where and when, and hold no secret and no address', async () => {
    const { audit, sojourn } = await start({ mailer: 'outbox' })
    const { account, device } = await test.authenticate(home)
    await test.guess(6, away)
    await test.guess(1, away, 'nobody@example.com')
    const at = new Date(sojourn.now()).toISOString()
    expect(audit).toContainEqual({
      type: 'auth/authenticated',
      at,
      accountId: account.id,
      network: home.network,
      userAgent: home.userAgent,
      device: 'new',
    })
    const place = { network: away.network, userAgent: away.userAgent }
    expect(audit).toContainEqual({ type: 'auth/refused', at, accountId: account.id, ...place, code: wrong })
    expect(audit).toContainEqual({ type: 'auth/refused', at, accountId: account.id, ...place, code: resting })
    expect(audit).toContainEqual({ type: 'auth/refused', at, accountId: null, ...place, code: wrong })
    expect(JSON.stringify(audit)).not.toMatch(new RegExp(`example|${device}|kettles`, 'i'))
  })
})
