import { startSojourn, wrapStore } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../store-memory/memory-store.ts'
import type { SessionData } from './session.ts'
import type { SignInOptions } from './sojourn.ts'
import { SojournError } from './sojourn-error.ts'

const byPassword: SignInOptions = { methods: ['pwd'] }

describe('signIn', () => {
  it('gives a new id and new secrets each time', async () => {
    const { sojourn } = await startSojourn()
    const grants = await Promise.all([1, 2, 3].map(() => sojourn.signIn('ada', byPassword)))
    expect(new Set(grants.map(({ session }) => session.id)).size).toBe(3)
    expect(new Set(grants.map((grant) => grant.kind === 'session' && grant.sessionToken)).size).toBe(3)
  })

  it('ends the anonymous session and carries only the named data over', async () => {
    const { sojourn, eventTypes } = await startSojourn()
    const before = await sojourn.begin({ data: { cart: ['tea'], role: 'admin' } })
    const { session } = await sojourn.signIn('ada', {
      ...byPassword,
      replaces: before.session.id,
      carry: ['cart'],
    })
    expect(session.id).not.toBe(before.session.id)
    expect(session.data).toEqual({ cart: ['tea'] })
    expect(await sojourn.check(before.sessionToken)).toEqual({ status: 'refused', code: 'session/revoked' })
    expect(eventTypes()).toEqual([
      'session/created',
      'session/ended',
      'session/created',
      'credential/refused',
    ])
  })

  it('carries over what was written last, not what a request read before', async () => {
    const { sojourn } = await startSojourn()
    const before = await sojourn.begin({ data: { cart: ['tea'] } })
    await sojourn.patch(before.session.id, { cart: ['tea', 'milk'] })
    const { session } = await sojourn.signIn('ada', {
      ...byPassword,
      replaces: before.session.id,
      carry: ['cart'],
    })
    expect(session.data).toEqual({ cart: ['tea', 'milk'] })
  })

  it.each([
    ['idle time-out', { idle: '1d', absolute: '7d' }, 'idle'],
    ['absolute lifetime', { idle: null, absolute: '1d' }, 'expired'],
  ] as const)('carries nothing over from the %s of the old session on', async (_, anonymous, reason) => {
    const { sojourn, clock, events } = await startSojourn({ policy: { anonymous } })
    const [early, late] = await Promise.all(
      [1, 2].map(() => sojourn.begin({ data: { cart: ['tea'], own: 'theirs' } })),
    )
    const signIn = (replaces = early?.session.id) =>
      sojourn.signIn('ada', {
        ...byPassword,
        data: { own: 'mine' },
        ...(replaces && { replaces }),
        carry: ['cart', 'own'],
      })
    clock.advance(86_400_000 - 1)
    expect((await signIn()).session.data).toEqual({ cart: ['tea'], own: 'mine' })
    clock.advance(1)
    expect((await signIn(late?.session.id)).session.data).toEqual({ own: 'mine' })
    expect(events.filter(({ type }) => type === 'session/ended')).toMatchObject([
      { id: early?.session.id, reason: 'sign-in' },
      { id: late?.session.id, reason },
    ])
  })

  it('carries over from a session that was seen since it was written', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { anonymous: { idle: '1h' } } })
    const before = await sojourn.begin({ data: { cart: ['tea'] } })
    for (let times = 0; times < 3; times++) {
      clock.advance(1_800_000)
      await sojourn.check(before.sessionToken)
    }
    const { session } = await sojourn.signIn('ada', {
      ...byPassword,
      replaces: before.session.id,
      carry: ['cart'],
    })
    expect(session.data).toEqual({ cart: ['tea'] })
  })

  it('carries nothing over while it is not known whether the old session has expired', async () => {
    const { sojourn, clock } = await startSojourn()
    const before = await sojourn.begin({ data: { cart: ['tea'] } })
    clock.jump(7 * 86_400_000)
    await expect(
      sojourn.signIn('ada', { ...byPassword, replaces: before.session.id, carry: ['cart'] }),
    ).rejects.toMatchObject({ code: 'clock/uncertain' })
    expect(await sojourn.list('ada')).toEqual([])
  })

  it('leaves no session behind when the old one cannot be ended', async () => {
    const store = createMemoryStore()
    const { sojourn } = await startSojourn({ store })
    const before = await sojourn.begin({ data: {} })
    let ends = 0
    const failing = wrapStore(store, {
      end: (id, tombstone) =>
        ends++ === 0
          ? Promise.reject(new SojournError('store/unavailable', 'cut'))
          : store.end(id, tombstone),
    })
    const cut = await startSojourn({ store: failing })
    await expect(
      cut.sojourn.signIn('ada', { ...byPassword, replaces: before.session.id }),
    ).rejects.toMatchObject({
      code: 'store/unavailable',
    })
    expect(await sojourn.list('ada')).toEqual([])
    expect((await sojourn.check(before.sessionToken)).status).toBe('live')
  })

  it('ends the oldest session when there are too many', async () => {
    const { sojourn, clock, events } = await startSojourn({ policy: { sessionsPerUser: 2 } })
    const ids = []
    for (let device = 0; device < 4; device++) {
      clock.advance(1000)
      ids.push((await sojourn.signIn('ada', byPassword)).session.id)
    }
    expect((await sojourn.list('ada')).map(({ id }) => id).sort()).toEqual(ids.slice(2).sort())
    expect(events.filter(({ type }) => type === 'session/ended')).toMatchObject([
      { id: ids[0], reason: 'limit' },
      { id: ids[1], reason: 'limit' },
    ])
  })

  it('makes room with what has expired and with what it replaces, before it ends another device', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { sessionsPerUser: 3, idle: '30m' } })
    const phone = await sojourn.signIn('ada', { ...byPassword, client: { kind: 'native' } })
    await sojourn.signIn('ada', byPassword)
    await sojourn.signIn('ada', byPassword)
    clock.advance(31 * 60_000)
    const browser = await sojourn.signIn('ada', byPassword)
    const tablet = await sojourn.signIn('ada', byPassword)
    const idsOf = async () => (await sojourn.list('ada')).map(({ id }) => id).sort()
    expect(await idsOf()).toEqual([phone, browser, tablet].map(({ session }) => session.id).sort())
    const again = await sojourn.signIn('ada', { ...byPassword, replaces: browser.session.id })
    expect(await idsOf()).toEqual([phone, tablet, again].map(({ session }) => session.id).sort())
  })

  it('is refused when everything was ended after it began', async () => {
    const { sojourn, eventTypes } = await startSojourn()
    const epoch = await sojourn.userEpoch('ada')
    await sojourn.endUser('ada')
    await expect(sojourn.signIn('ada', { ...byPassword, epoch })).rejects.toMatchObject({
      code: 'sign-in/overtaken',
      status: 409,
    })
    expect(await sojourn.list('ada')).toEqual([])
    expect(eventTypes()).toContain('sign-in/overtaken')
  })

  it.each<[string, SignInOptions]>([
    ['', byPassword],
    ['x'.repeat(256), byPassword],
    ['\ud800', byPassword],
    ['ada\0', byPassword],
    ['ada', { methods: [] }],
    ['ada', { methods: 'pwd' as unknown as string[] }],
    ['ada', { methods: ['pwd'], level: 4 as 3 }],
    ['ada', { methods: ['pwd'], roles: [1 as unknown as string] }],
  ])('refuses user %j with %j as misuse', async (userId, options) => {
    const { sojourn } = await startSojourn()
    await expect(sojourn.signIn(userId, options)).rejects.toMatchObject({ code: 'usage/invalid' })
  })

  it('refuses data that a session may not hold, and creates nothing', async () => {
    const store = createMemoryStore()
    const { sojourn } = await startSojourn({ store, policy: { maxDataBytes: 100 } })
    const bad: unknown[] = [
      { a: 'x'.repeat(100) },
      [],
      'text',
      JSON.parse('{"__proto__": {"admin": true}}'),
      { a: new Date() },
    ]
    for (const data of bad) {
      await expect(sojourn.signIn('ada', { ...byPassword, data: data as SessionData })).rejects.toMatchObject(
        {
          code: expect.stringMatching(/^data\//),
        },
      )
      await expect(sojourn.begin({ data: data as SessionData })).rejects.toMatchObject({
        code: expect.stringMatching(/^data\//),
      })
    }
    expect(await sojourn.list('ada')).toEqual([])
  })

  it('keeps and tells texts of a client short and without characters that act', async () => {
    const { sojourn, events } = await startSojourn()
    const { session } = await sojourn.signIn('ada', {
      ...byPassword,
      client: {
        userAgent: `Evil/1.0\r\nset-cookie: a=b ${'x'.repeat(400)}`,
        name: '\u0000 my\u007f \u202ephone\ud800 ',
        deviceId: '',
      },
    })
    expect(session.client.userAgent).toMatch(/^Evil\/1\.0set-cookie: a=b x+$/)
    expect(session.client.userAgent).toHaveLength(255)
    expect(session.client).toMatchObject({ name: 'my phone\ufffd', deviceId: null })
    expect(events.at(-1)?.context).toEqual({ network: null, userAgent: session.client.userAgent })
    await sojourn.rename(session.id, 'yours\u2067\n')
    expect((await sojourn.list('ada')).map(({ client }) => client.name)).toEqual(['yours'])
  })
})
