import { afterEach, describe, expect, it, vi } from 'vitest'
import type { From } from './from.ts'
import {
  ada,
  away,
  codeIn,
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
  test = await startIdentity({ mailer: 'outbox', ...options })
  const made = await test.identity.create(ada)
  id = made.status === 'created' ? made.account.id : ''
  return test
}
afterEach(() => test.stop())

const ask = async (email = ada.email): Promise<string> => {
  await test.identity.requestReset(email, away)
  return test.outbox.takeCode()
}

describe('a forgotten password', () => {
  it('is set anew by a mailed code, which ends every session and tells the person', async () => {
    const { identity, sojourn, outbox, audit } = await start()
    await sojourn.signIn(id, { methods: ['pwd'] })
    expect(await identity.requestReset('ADA@example.com', away)).toEqual({ status: 'mailed' })
    const mail = await outbox.take()
    expect(mail).toMatchObject({ to: 'Ada@example.com', subject: 'Set a new password for The Shop' })
    expect(mail.text).toContain('30 minutes')
    const result = await identity.reset({ code: codeIn(mail), next: nextPassword }, away)
    expect(result).toMatchObject({ status: 'reset', account: { id, passwordChangedAt: expect.any(Number) } })
    expect(await sojourn.list(id)).toEqual([])
    expect(await outbox.take()).toMatchObject({ subject: 'Your password at The Shop was changed' })
    expect(await identity.authenticate(ada, home)).toMatchObject({ code: wrong })
    await test.authenticate(home, nextPassword)
    expect(audit.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['password/reset-asked', 'password/reset']),
    )
  })

  it('is mailed to the address of the account only, not to the one that was typed', async () => {
    const { identity, outbox } = await start()
    await identity.requestReset('\u212Aelvin@example.com', away)
    await identity.create({ ...ada, email: 'kelvin@example.com' })
    await identity.requestReset('\u212Aelvin@example.com', { ...away, network: '192.0.2.0/24' })
    expect((await outbox.take()).to).toBe('kelvin@example.com')
    expect(await outbox.rest()).toEqual([])
  })

  it('is asked for with the same answer for unknown and disabled accounts, which get no mail', async () => {
    const { identity, outbox, database } = await start()
    expect(await identity.requestReset('nobody@example.com', away)).toEqual({ status: 'mailed' })
    await identity.disable(id)
    expect(await identity.requestReset(ada.email, away)).toEqual({ status: 'mailed' })
    expect(await outbox.rest()).toEqual([])
    const kept = JSON.stringify(await database.query.selectFrom('codes').selectAll().execute())
    expect(kept).not.toContain('nobody')
    expect(await identity.requestReset('nobody', away)).toMatchObject({ code: 'email/invalid' })
  })

  it('cannot be set anew without a mailer', async () => {
    const { identity } = await start({ mailer: null })
    expect(await identity.requestReset(ada.email, away)).toMatchObject({ code: 'account/no-mail' })
  })

  it('keeps its code when the new one is not good enough', async () => {
    const { identity } = await start()
    const code = await ask()
    for (const next of ['short', 'passwordpassword', 'Ada Lovelace 1815']) {
      expect(await identity.reset({ code, next }, away)).toMatchObject({
        code: expect.stringMatching(/^password\//),
      })
    }
    expect(await identity.reset({ code, next: nextPassword }, away)).toMatchObject({ status: 'reset' })
  })

  it('confirms the address, too', async () => {
    const { identity } = await start()
    await identity.create({ ...ada, email: 'bob@example.com', verified: false })
    const code = await ask('bob@example.com')
    const result = await identity.reset({ code, next: nextPassword }, away)
    expect(result).toMatchObject({ account: { verified: true } })
  })

  it('has the devices of before forgotten, and the guesses', async () => {
    const { identity } = await start()
    const { device } = await test.authenticate(home)
    await test.guess(6, away)
    await identity.reset({ code: await ask(), next: nextPassword }, away)
    await test.authenticate(away, nextPassword)
    expect((await test.authenticate({ ...home, device }, nextPassword)).device).not.toBe(device)
  })
})

describe('requests for mail from many networks', () => {
  const networks = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '233.252.0.0/24']
  const owner = { ...home, network: '100.64.7.0/24' }
  const codes = () => test.database.query.selectFrom('codes').selectAll().execute()
  const ask = async (email: string, from: From): Promise<string> => {
    const result = await test.identity.requestReset(email, from)
    return 'code' in result ? result.code : result.status
  }
  const besiege = async (email: string): Promise<string[]> => {
    const answers: string[] = []
    for (const network of networks) {
      for (let n = 0; n < 6; n++) answers.push(await ask(email, { ...away, network }))
    }
    return answers
  }

  it.each([ada.email, 'nobody@example.com'])(
    'at %s have the next one answered as ever, without a mail, and leave the last code good',
    async (email) => {
      const { outbox } = await start()
      const each = [...Array(5).fill('mailed'), 'auth/throttled']
      expect(await besiege(email)).toEqual([...each, ...each, ...each, ...each])
      const mails = await outbox.rest()
      expect(mails).toHaveLength(email === ada.email ? 20 : 0)
      const before = await codes()
      expect(await ask(email, owner)).toBe('mailed')
      expect(await outbox.rest()).toEqual(mails)
      expect(await codes()).toEqual(before)
    },
  )

  it('leave mails again for the owner when the last code that was mailed ends', async () => {
    const { outbox } = await start()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }) // what budgets are timed by
    try {
      await besiege(ada.email)
      await ask(ada.email, owner)
      expect(await outbox.rest()).toHaveLength(20)
      vi.advanceTimersByTime(30 * 60_000)
      await ask(ada.email, owner)
      expect(await outbox.rest()).toHaveLength(21)
    } finally {
      vi.useRealTimers()
    }
  })

  it('let the owner set a new password with the mail that came last', async () => {
    const { identity, outbox } = await start()
    await besiege(ada.email)
    expect(await ask(ada.email, owner)).toBe('mailed')
    const newest = (await outbox.rest()).at(-1)
    if (newest === undefined) throw new TypeError('no mail')
    const reset = { code: codeIn(newest), next: nextPassword }
    expect(await identity.reset(reset, owner)).toMatchObject({ status: 'reset' })
  })

  it('take nothing of what the network of the owner may ask for', async () => {
    await start()
    await besiege(ada.email)
    for (let n = 0; n < 12; n++) expect(await ask(ada.email, owner)).toBe('mailed')
    for (let n = 0; n < 8; n++) await ask(`other${n}@example.com`, owner)
    expect(await ask(ada.email, owner)).toBe('auth/throttled')
  })
})

describe('a mailed code', () => {
  it('is used once: of 30 parallel uses one wins, in many rounds', async () => {
    const { identity } = await start({ guesses: { mailsPerAddress: 100, mailsPerNetwork: 100 } })
    for (let round = 0; round < 10; round++) {
      await identity.requestReset(ada.email, away)
      let mail = await test.outbox.take()
      while (!mail.text.includes('#code=')) mail = await test.outbox.take() // notices of the round before
      const code = codeIn(mail)
      const passwords = Array.from({ length: 30 }, (_, n) => `kettle number ${n} of round ${round}`)
      const results = await Promise.all(
        passwords.map(async (next, n) => {
          for (let turn = 0; turn < (n * round) % 4; turn++)
            await new Promise((resolve) => setImmediate(resolve))
          return identity.reset({ code, next }, away)
        }),
      )
      const winners = passwords.filter((_, n) => results[n]?.status === 'reset')
      expect(winners).toHaveLength(1)
      await test.authenticate(home, winners[0])
    }
  })

  it('dies when a newer one is asked for', async () => {
    const { identity } = await start()
    const [first, second] = [await ask(), await ask()]
    expect(await identity.reset({ code: first, next: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
    expect(await identity.reset({ code: second, next: nextPassword }, away)).toMatchObject({
      status: 'reset',
    })
  })

  it('dies after its time', async () => {
    const { identity, clock } = await start()
    const code = await ask()
    clock.advance(30 * 60_000)
    expect(await identity.reset({ code, next: nextPassword }, away)).toMatchObject({ code: 'code/invalid' })
    const another = await ask()
    clock.advance(30 * 60_000 - 1)
    expect(await identity.reset({ code: another, next: nextPassword }, away)).toMatchObject({
      status: 'reset',
    })
  })

  it('dies when the password is changed', async () => {
    const { identity } = await start()
    const code = await ask()
    await identity.changePassword(id, { current: password, next: nextPassword, keep: null }, home)
    expect(await identity.reset({ code, next: password }, away)).toMatchObject({ code: 'code/invalid' })
  })

  it('dies when the account is disabled or moved to another address', async () => {
    const { identity, outbox } = await start()
    const code = await ask()
    await identity.disable(id)
    expect(await identity.reset({ code, next: nextPassword }, away)).toMatchObject({ code: 'code/invalid' })
    await identity.enable(id)
    const another = await ask()
    await identity.requestEmailChange(id, 'lovelace@example.com', home)
    const confirm = await outbox.takeCode()
    await outbox.take()
    expect(await identity.verify({ code: confirm, password }, home)).toMatchObject({
      account: { email: 'lovelace@example.com' },
    })
    expect(await identity.reset({ code: another, next: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
  })

  it('dies with the address that it was mailed to, also when that changed without a mail', async () => {
    const { identity, path, keys, database } = await start()
    const code = await ask()
    await identity.close()
    await database.close()
    const silent = await startIdentity({ path, keys })
    await silent.identity.requestEmailChange(id, 'lovelace@example.com', home)
    expect(await silent.identity.reset({ code, next: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
    await silent.stop()
  })

  it('is good for its purpose only', async () => {
    const { identity, outbox } = await start()
    const reset = await ask()
    expect(await identity.verify({ code: reset, password }, home)).toMatchObject({ code: 'code/invalid' })
    await identity.requestEmailChange(id, 'lovelace@example.com', home)
    const confirm = await outbox.takeCode()
    expect(await identity.reset({ code: confirm, next: nextPassword }, away)).toMatchObject({
      code: 'code/invalid',
    })
    expect(await identity.reset({ code: reset, next: nextPassword }, away)).toMatchObject({ status: 'reset' })
  })

  it('holds 256 bits, and none comes twice', async () => {
    const asked: number[] = []
    const { identity } = await start({
      guesses: { mailsPerAddress: 100, mailsPerNetwork: 100 },
      randomBytes: (length) => {
        asked.push(length)
        return crypto.getRandomValues(new Uint8Array(length))
      },
    })
    asked.length = 0
    const codes = new Set<string>()
    for (let n = 0; n < 50; n++) codes.add(await ask())
    expect(codes.size).toBe(50)
    expect(Math.min(...asked)).toBe(32)
    expect(identity).toBeDefined()
  })

  it.each(['', '\0', 'A'.repeat(43), `${'A'.repeat(43)}=`, '\ud800', '__proto__', 'x'.repeat(1_000_000)])(
    'is refused when it is none: %#',
    async (code) => {
      const { identity } = await start()
      expect(await identity.reset({ code, next: nextPassword }, away)).toMatchObject({ code: 'code/invalid' })
      expect(await identity.verify({ code, password }, away)).toMatchObject({ code: 'code/invalid' })
    },
  )

  it('is honoured after the keys were changed', async () => {
    const { identity, path, keys, database } = await start()
    const code = await ask()
    await identity.close()
    await database.close()
    const again = await startIdentity({ path, keys: ['n'.repeat(43), keys], mailer: 'outbox' })
    expect(await again.identity.reset({ code, next: nextPassword }, away)).toMatchObject({ status: 'reset' })
    await again.stop()
  })
})
