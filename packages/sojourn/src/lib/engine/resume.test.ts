import { startSojourn, type TestSojourn } from '@sojourn/testing'
import { createMemoryStore } from 'sojourn/memory'
import { describe, expect, it, vi } from 'vitest'
import type { PolicyOptions } from './policy.ts'
import type { AssuranceLevel } from './record.ts'
import type { Proof } from './sojourn.ts'

const minute = 60_000
const hour = 60 * minute
const resuming: PolicyOptions = { resume: true, idle: '30m', absolute: '12h' }
const password: Proof = { methods: ['pwd'] }
const allFactors: Proof = { methods: ['pwd', 'hwk'], level: 3 }

interface Idle extends TestSojourn {
  readonly token: string
  /** When it was signed in to. */
  readonly at: number
  resume(proof: Proof | null, token?: string): ReturnType<TestSojourn['sojourn']['resume']>
}

/** A session of some level that was idle for too long. */
async function idleSession(
  level: AssuranceLevel = 1,
  policy: PolicyOptions = resuming,
  kind: 'web' | 'token' = 'web',
): Promise<Idle> {
  const started = await startSojourn({ policy })
  const { sojourn, clock } = started
  const grant = await sojourn.signIn('ada', {
    methods: ['pwd', 'otp'].slice(0, level),
    level,
    roles: ['member'],
    data: { cart: ['tea'] },
    client: { kind },
  })
  if (grant.kind !== 'session') throw new TypeError('a web client gets a session token')
  const at = clock.now()
  clock.advance(30 * minute)
  return {
    ...started,
    token: grant.sessionToken,
    at,
    resume: (proof, token = grant.sessionToken) => sojourn.resume(token, async () => proof),
  }
}

describe('a session that was idle for too long', () => {
  it('ends, unless the policy has it wait', async () => {
    const { sojourn, token, resume } = await idleSession(1, { idle: '30m', absolute: '12h' })
    expect(await sojourn.check(token)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(await resume(password)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('signs nobody in while it waits, is not listed, and takes no change', async () => {
    const { sojourn, token, eventTypes } = await idleSession()
    const idle = { status: 'refused', code: 'session/idle' }
    expect(await sojourn.check(token)).toEqual(idle)
    expect(await sojourn.check(token)).toEqual(idle)
    expect(sojourn.peek(token)).toBeUndefined()
    expect(await sojourn.list('ada')).toEqual([])
    expect(eventTypes().filter((type) => type === 'session/idle')).toHaveLength(1)
  })

  it.each(['web', 'token'] as const)(
    'goes on for who has its secret and proves who they are (%s)',
    async (kind) => {
      const { sojourn, token, resume, events } = await idleSession(1, resuming, kind)
      const resumed = await resume(password)
      if (resumed.status !== 'resumed') throw new Error(resumed.status)
      const { session, sessionToken } = resumed.grant
      expect(session).toMatchObject({ status: 'signed-in', roles: ['member'], data: { cart: ['tea'] } })
      expect(await sojourn.verify(sessionToken)).toEqual(session)
      expect(await sojourn.check(token)).toEqual({ status: 'refused', code: 'credential/rotated' })
      expect(events.at(-2)).toMatchObject({
        type: 'session/resumed',
        userId: 'ada',
        methods: ['pwd'],
        level: 1,
      })
    },
  )

  it('tells whose it is only to who has its secret, and waits on when nothing is proved', async () => {
    const { sojourn, token, resume } = await idleSession()
    const prove = vi.fn(async () => null)
    const other = await idleSession()
    await sojourn.resume(other.token, prove)
    await sojourn.resume(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, prove)
    expect(prove).not.toHaveBeenCalled()
    expect(await sojourn.resume(token, prove)).toEqual({ status: 'unproved' })
    expect(prove).toHaveBeenCalledWith(expect.objectContaining({ userId: 'ada' }))
    expect(await sojourn.check(token)).toEqual({ status: 'refused', code: 'session/idle' })
    const [first, second] = [await resume(password), await resume(password)]
    expect([first.status, second]).toEqual(['resumed', { status: 'refused', code: 'credential/rotated' }])
  })

  it('is resumed once by many at the same moment', async () => {
    const { resume } = await idleSession()
    const answers = await Promise.all(Array.from({ length: 30 }, () => resume(password)))
    expect(answers.filter(({ status }) => status === 'resumed')).toHaveLength(1)
    expect(new Set(answers.map((answer) => ('code' in answer ? answer.code : null)))).toEqual(
      new Set([null, 'credential/rotated']),
    )
  })

  it('stays dead when it is signed out or ended everywhere meanwhile', async () => {
    for (const end of [
      ({ sojourn, token }: Idle) => sojourn.endPresented(token),
      ({ sojourn }: Idle) => sojourn.endUser('ada'),
    ]) {
      const idle = await idleSession()
      await idle.sojourn.check(idle.token)
      const resumed = await idle.sojourn.resume(idle.token, async () => {
        await end(idle)
        return password
      })
      expect(resumed).toEqual({ status: 'refused', code: 'session/revoked' })
      expect(await idle.sojourn.list('ada')).toEqual([])
    }
  })

  it('is not woken by a clock that jumps back, nor by a sighting that comes late', async () => {
    const store = createMemoryStore()
    const { sojourn, clock } = await startSojourn({ policy: resuming, store })
    const grant = await sojourn.signIn('ada', password)
    if (grant.kind !== 'session') throw new TypeError('a web client gets a session token')
    clock.advance(30 * minute)
    const idle = { status: 'refused', code: 'session/idle' }
    expect(await sojourn.check(grant.sessionToken)).toEqual(idle)
    clock.jump(-hour)
    clock.advance(minute)
    expect(await sojourn.check(grant.sessionToken)).toEqual(idle)
    const now = clock.now() + hour
    await store.touch([{ id: grant.session.id, lastSeenAt: now - 1, keepUntil: now + hour }])
    expect(await sojourn.check(grant.sessionToken)).toEqual(idle)
  })
})

/** SP 800-63B-4 §2.1.3, §2.2.3 and §2.3.3: what wakes a session of which level, and what begins anew then. */
describe.each([
  { level: 1, proof: { methods: ['otp'] }, becomes: 'both' },
  { level: 2, proof: { methods: ['pwd'] }, becomes: 'idle' },
  { level: 2, proof: { methods: ['face'] }, becomes: 'idle' },
  { level: 2, proof: { methods: ['pwd', 'otp'], level: 2 }, becomes: 'both' },
  { level: 2, proof: { methods: ['otp'] }, becomes: 'refused' },
  { level: 2, proof: { methods: ['sms'] }, becomes: 'refused' },
  { level: 3, proof: { methods: ['pwd'] }, becomes: 'refused' },
  { level: 3, proof: { methods: ['face'] }, becomes: 'refused' },
  { level: 3, proof: { methods: ['pwd', 'otp'], level: 2 }, becomes: 'refused' },
  { level: 3, proof: allFactors, becomes: 'both' },
] as const)('at level $level, $proof.methods', ({ level, proof, becomes }) => {
  it(`idle: ${becomes === 'refused' ? 'is not enough' : `begins anew: ${becomes}`}`, async () => {
    const { sojourn, clock, resume, at } = await idleSession(level)
    const resumed = await resume(proof)
    if (becomes === 'refused') {
      expect(resumed).toEqual({ status: 'refused', code: 'auth/insufficient' })
      expect((await resume(allFactors)).status).toBe('resumed')
      return
    }
    if (resumed.status !== 'resumed') throw new Error(JSON.stringify(resumed))
    const { session, sessionToken } = resumed.grant
    expect(session.auth.level).toBe(level)
    expect(session.auth.at).toBe(becomes === 'both' ? clock.now() : at)
    const end = (becomes === 'both' ? clock.now() : at) + 12 * hour
    while (clock.now() < end - 20 * minute) {
      clock.advance(20 * minute)
      expect(await sojourn.verify(sessionToken)).not.toBeNull()
    }
    clock.advance(end - 1 - clock.now())
    expect(await sojourn.verify(sessionToken)).not.toBeNull()
    clock.advance(1)
    expect(await sojourn.check(sessionToken)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('after the absolute lifetime: nothing resumes it', async () => {
    const { clock, resume, sojourn, token, at } = await idleSession(level)
    await sojourn.check(token)
    clock.advance(at + 12 * hour - clock.now())
    expect(await resume(proof)).toEqual({ status: 'refused', code: 'session/expired' })
    expect(await resume(allFactors)).toEqual({ status: 'refused', code: 'session/expired' })
  })
})
