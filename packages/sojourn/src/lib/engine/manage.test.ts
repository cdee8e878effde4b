import { startSojourn } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import type { DataSchema } from './data-check.ts'
import type { SessionData } from './session.ts'
import type { SessionId } from './session-id.ts'

const minute = 60_000
const byPassword = { methods: ['pwd'] }

describe('patch', () => {
  it('loses nothing when 500 requests write different fields at once', async () => {
    const { sojourn } = await startSojourn()
    const { session } = await sojourn.signIn('ada', byPassword)
    const fields = Array.from({ length: 500 }, (_, index) => `field-${index}`)
    await Promise.all(fields.map((field) => sojourn.patch(session.id, { [field]: 1 })))
    const [stored] = await sojourn.list('ada')
    expect(Object.keys(stored?.data ?? {}).sort()).toEqual([...fields].sort())
  })

  it('answers the whole data, and null for a session that is not alive', async () => {
    const { sojourn } = await startSojourn()
    const { session } = await sojourn.signIn('ada', { ...byPassword, data: { a: 1, b: 2 } })
    expect(await sojourn.patch(session.id, { b: null, c: 3 } as object)).toEqual({ a: 1, c: 3 })
    await sojourn.end(session.id)
    expect(await sojourn.patch(session.id, { a: 2 })).toBeNull()
  })

  it('refuses what is too large or not JSON and changes nothing', async () => {
    const { sojourn } = await startSojourn({ policy: { maxDataBytes: 64 } })
    const { session } = await sojourn.signIn('ada', { ...byPassword, data: { a: 1 } })
    await expect(sojourn.patch(session.id, { b: 'x'.repeat(64) })).rejects.toMatchObject({
      code: 'data/too-large',
      status: 413,
    })
    await expect(sojourn.patch(session.id, { b: 1n as unknown as number })).rejects.toMatchObject({
      code: 'data/invalid',
      status: 422,
    })
    await expect(sojourn.patch(session.id, JSON.parse('{"__proto__": {"x": 1}}'))).rejects.toMatchObject({
      code: 'data/invalid',
    })
    expect((await sojourn.list('ada'))[0]?.data).toEqual({ a: 1 })
  })

  it('checks data by the schema', async () => {
    const schema: DataSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          Array.isArray((value as { cart?: unknown }).cart ?? [])
            ? {}
            : { issues: [{ message: 'a list is needed', path: ['cart'] }] },
      },
    }
    const { sojourn } = await startSojourn({ data: schema })
    const { session } = await sojourn.signIn('ada', byPassword)
    await expect(sojourn.patch(session.id, { cart: 'tea' })).rejects.toThrow('cart: a list is needed')
    expect(await sojourn.patch(session.id, { cart: ['tea'] })).toEqual({ cart: ['tea'] })
  })
})

describe('stepUp', () => {
  it('kills the old session token at once and begins both time-outs anew', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { idle: '30m', absolute: '1h' } })
    const grant = await sojourn.signIn('ada', byPassword)
    if (grant.kind !== 'session') throw new Error(grant.kind)
    await sojourn.check(grant.sessionToken)
    clock.advance(29 * minute)
    const stepped = await sojourn.stepUp(grant.session.id, { methods: ['pwd', 'otp'], level: 2 })
    if (stepped?.kind !== 'session') throw new Error('no new session token')
    expect(sojourn.peek(grant.sessionToken)).toBeUndefined()
    expect(await sojourn.check(grant.sessionToken)).toEqual({ status: 'refused', code: 'credential/rotated' })
    for (const wait of [29, 29]) {
      clock.advance(wait * minute)
      expect(await sojourn.check(stepped.sessionToken)).toMatchObject({
        status: 'live',
        session: { auth: { level: 2 } },
      })
    }
    clock.advance(2 * minute)
    expect(await sojourn.check(stepped.sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('kills older access tokens of a native client, which can refresh', async () => {
    const { sojourn } = await startSojourn()
    const grant = await sojourn.signIn('ada', { ...byPassword, client: { kind: 'native' } })
    if (grant.kind !== 'tokens') throw new Error(grant.kind)
    await sojourn.check(grant.accessToken)
    const stepped = await sojourn.stepUp(grant.session.id, { methods: ['pwd'] })
    if (stepped?.kind !== 'access') throw new Error('no new access token')
    expect(await sojourn.check(grant.accessToken)).toEqual({ status: 'refused', code: 'access/expired' })
    expect((await sojourn.check(stepped.accessToken)).status).toBe('live')
    const refreshed = await sojourn.refresh(grant.refreshToken)
    if (refreshed.status !== 'refreshed') throw new Error(refreshed.code)
    expect((await sojourn.check(refreshed.grant.accessToken)).status).toBe('live')
  })

  it('is nothing for an anonymous session', async () => {
    const { sojourn } = await startSojourn()
    const { session } = await sojourn.begin({ data: {} })
    expect(await sojourn.stepUp(session.id, byPassword)).toBeNull()
  })
})

describe('end', () => {
  it('with a user id ends only a session of that user', async () => {
    const { sojourn } = await startSojourn()
    const { session } = await sojourn.signIn('ada', byPassword)
    expect(await sojourn.end(session.id, { userId: 'eve' })).toBe(false)
    expect(await sojourn.rename(session.id, 'mine', { userId: 'eve' })).toBe(false)
    expect(await sojourn.list('ada')).toHaveLength(1)
    expect(await sojourn.end(session.id, { userId: 'ada' })).toBe(true)
    expect(await sojourn.end(session.id, { userId: 'ada' })).toBe(false)
  })

  it('is false for an id that was never known', async () => {
    const { sojourn } = await startSojourn()
    expect(await sojourn.end('A'.repeat(24) as SessionId)).toBe(false)
  })

  it('wins over every write in flight', async () => {
    const { sojourn } = await startSojourn()
    for (let round = 0; round < 20; round++) {
      const grant = await sojourn.signIn('ada', byPassword)
      if (grant.kind !== 'session') throw new Error(grant.kind)
      const { id } = grant.session
      const writes = Array.from({ length: 100 }, (_, index) => sojourn.patch(id, { [`f${index}`]: round }))
      const ended = sojourn.end(id)
      const more = Array.from({ length: 10 }, () => sojourn.rename(id, 'phone'))
      await Promise.all([...writes, ended, ...more])
      expect((await sojourn.check(grant.sessionToken)).status).toBe('refused')
      expect(await sojourn.patch(id, { late: true })).toBeNull()
    }
    expect(await sojourn.list('ada')).toEqual([])
  })
})

describe('endPresented', () => {
  it('ends the session of an access token that has expired', async () => {
    const { sojourn, clock } = await startSojourn()
    const grant = await sojourn.signIn('ada', { ...byPassword, client: { kind: 'native' } })
    if (grant.kind !== 'tokens') throw new Error(grant.kind)
    clock.advance(11 * minute)
    expect((await sojourn.check(grant.accessToken)).status).toBe('refused')
    expect(await sojourn.endPresented(grant.refreshToken)).toBe(false)
    expect(await sojourn.endPresented(grant.accessToken)).toBe(true)
    expect(await sojourn.refresh(grant.refreshToken)).toEqual({ status: 'refused', code: 'session/revoked' })
    expect(await sojourn.endPresented(grant.accessToken)).toBe(false)
  })

  it('ends nothing by a token that was replaced, or is none', async () => {
    const { sojourn } = await startSojourn()
    const grant = await sojourn.signIn('ada', byPassword)
    if (grant.kind !== 'session') throw new Error(grant.kind)
    const stepped = await sojourn.stepUp(grant.session.id, byPassword)
    if (stepped?.kind !== 'session') throw new Error('no new session token')
    for (const token of [grant.sessionToken, 'junk', `${stepped.sessionToken}A`]) {
      expect(await sojourn.endPresented(token)).toBe(false)
    }
    expect(await sojourn.endPresented(stepped.sessionToken)).toBe(true)
    expect(await sojourn.list('ada')).toEqual([])
  })
})

describe('endUser', () => {
  it('ends every session but the excepted one', async () => {
    const { sojourn, events } = await startSojourn()
    const [kept, ...others] = await Promise.all([1, 2, 3].map(() => sojourn.signIn('ada', byPassword)))
    const eve = await sojourn.signIn('eve', byPassword)
    expect(
      await sojourn.endUser('ada', { ...(kept && { except: kept.session.id }), reason: 'password-changed' }),
    ).toBe(2)
    expect((await sojourn.list('ada')).map(({ id }) => id)).toEqual([kept?.session.id])
    expect((await sojourn.list('eve')).map(({ id }) => id)).toEqual([eve.session.id])
    for (const { session } of others) {
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'session/ended', id: session.id, reason: 'password-changed' }),
      )
    }
  })
})

describe('list', () => {
  it('shows the live sessions, the one seen last first, without anything that signs in', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { idle: '30m' } })
    const old = await sojourn.signIn('ada', { ...byPassword, client: { name: 'old' } })
    clock.advance(20 * minute)
    const grants = [old]
    for (const name of ['laptop', 'phone']) {
      grants.push(
        await sojourn.signIn('ada', {
          ...byPassword,
          client: { name, kind: name === 'phone' ? 'native' : 'web' },
        }),
      )
      clock.advance(6 * minute)
    }
    const listed = await sojourn.list('ada')
    expect(listed.map(({ client }) => client.name)).toEqual(['phone', 'laptop'])
    const text = JSON.stringify(listed)
    for (const grant of grants) {
      const tokens = grant.kind === 'tokens' ? [grant.accessToken, grant.refreshToken] : [grant.sessionToken]
      for (const token of tokens) expect(text).not.toContain(token)
    }
    expect(text).not.toMatch(/sj[sar]_|hash|secret|salt/)
  })
})

describe('permissionsOf', () => {
  it('joins the permissions of all roles', async () => {
    const { sojourn } = await startSojourn({ permissions: { editor: ['read', 'write'], viewer: ['read'] } })
    expect([...sojourn.permissionsOf(['editor', 'viewer', 'constructor', '__proto__'])]).toEqual([
      'read',
      'write',
    ])
  })
})

describe('the type of data', () => {
  it('is any JSON object until the application registers its own', () => {
    const data: SessionData = { anything: [1, { goes: true }] }
    expect(data).toBeDefined()
  })
})
