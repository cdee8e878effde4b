import { startSojourn } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import type { TokenGrant } from './grant.ts'
import type { Sojourn } from './sojourn.ts'

const home = { network: '192.0.2.0/24', userAgent: 'app/1' }
const elsewhere = { network: '198.51.100.0/24', userAgent: 'curl/8' }
const windowMs = 30_000

async function signIn(sojourn: Sojourn, userId = 'ada'): Promise<TokenGrant> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], client: { kind: 'native', ...home } })
  if (grant.kind !== 'tokens') throw new TypeError('a native client gets two tokens')
  return grant
}

async function refreshed(sojourn: Sojourn, token: string, context = home): Promise<TokenGrant> {
  const result = await sojourn.refresh(token, { context })
  if (result.status !== 'refreshed') throw new Error(result.code)
  return result.grant
}

describe('refresh', () => {
  it('rotates once for 1,000 parallel refreshes of one token, and every answer is usable', async () => {
    const { sojourn, clock, events } = await startSojourn()
    const { refreshToken } = await signIn(sojourn)
    clock.advance(windowMs)
    const answers = await Promise.all(Array.from({ length: 1000 }, () => refreshed(sojourn, refreshToken)))
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1)
    expect(events.filter(({ type }) => type === 'refresh/rotated')).toHaveLength(1)
    for (const { accessToken } of answers) expect((await sojourn.check(accessToken)).status).toBe('live')
    clock.advance(windowMs)
    expect((await refreshed(sojourn, answers[999]?.refreshToken ?? '')).refreshToken).not.toBe(refreshToken)
  })

  it('ends the session, and only that, once both holders of a copy have refreshed', async () => {
    const { sojourn, clock, events } = await startSojourn()
    const other = await signIn(sojourn)
    const stolen = (await signIn(sojourn)).refreshToken
    clock.advance(windowMs)
    const thief = await refreshed(sojourn, stolen, elsewhere)
    expect((await sojourn.check(thief.accessToken)).status).toBe('live')
    clock.advance(windowMs)
    const owner = await sojourn.refresh(stolen, { context: home, reread: false })
    expect(owner).toEqual({ status: 'refused', code: 'refresh/stale' })
    expect(await sojourn.refresh(stolen, { context: home, reread: true })).toEqual({
      status: 'refused',
      code: 'refresh/reused',
    })
    expect(await sojourn.check(thief.accessToken)).toEqual({ status: 'refused', code: 'session/revoked' })
    expect(await sojourn.refresh(thief.refreshToken)).toEqual({ status: 'refused', code: 'session/revoked' })
    expect((await sojourn.check(other.accessToken)).status).toBe('live')
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'refresh/theft', userId: 'ada', context: home }),
    )
  })

  it('ends all sessions of the person after a theft when the policy says so', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { theftEnds: 'user' } })
    const other = await signIn(sojourn)
    const stolen = (await signIn(sojourn)).refreshToken
    clock.advance(windowMs)
    await sojourn.check((await refreshed(sojourn, stolen, elsewhere)).accessToken)
    clock.advance(windowMs)
    expect((await sojourn.refresh(stolen, { context: home })).status).toBe('refused')
    expect((await sojourn.check(other.accessToken)).status).toBe('refused')
  })

  it('ends all sessions of the person when two access tokens show the theft', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { theftEnds: 'user' } })
    const other = await signIn(sojourn)
    const { refreshToken } = await signIn(sojourn)
    clock.advance(windowMs)
    const lost = await refreshed(sojourn, refreshToken)
    clock.advance(windowMs)
    const further = await refreshed(sojourn, refreshToken)
    expect((await sojourn.check(lost.accessToken)).status).toBe('live')
    expect(await sojourn.check(further.accessToken)).toEqual({ status: 'refused', code: 'session/revoked' })
    expect(await sojourn.check(other.accessToken)).toEqual({ status: 'refused', code: 'session/revoked' })
  })

  it('answers a lost refresh again', async () => {
    const { sojourn, clock } = await startSojourn()
    const { refreshToken } = await signIn(sojourn)
    clock.advance(windowMs)
    const lost = await refreshed(sojourn, refreshToken)
    expect((await refreshed(sojourn, refreshToken)).refreshToken).toBe(lost.refreshToken)
    clock.advance(windowMs * 100)
    const again = await refreshed(sojourn, refreshToken, elsewhere)
    expect(again.refreshToken).not.toBe(lost.refreshToken)
    expect((await sojourn.check(again.accessToken)).status).toBe('live')
  })

  it('never extends the absolute lifetime', async () => {
    const { sojourn, clock } = await startSojourn({ policy: { native: { idle: '1h', absolute: '2h' } } })
    const first = await signIn(sojourn)
    const end = clock.now() + 7_200_000
    let token = first.refreshToken
    for (let round = 0; round < 3; round++) {
      clock.advance(1_799_000)
      const grant = await refreshed(sojourn, token)
      token = grant.refreshToken
      expect(grant.refreshExpiresAt).toBeLessThanOrEqual(end)
      expect(grant.accessExpiresAt).toBeLessThanOrEqual(end)
    }
    clock.advance(end - clock.now() - 1)
    expect((await refreshed(sojourn, token)).accessExpiresAt).toBe(end)
    clock.advance(1)
    expect(await sojourn.refresh(token)).toEqual({ status: 'refused', code: 'session/expired' })
  })

  it('is refused for a session that has ended', async () => {
    const { sojourn } = await startSojourn()
    const { refreshToken, session } = await signIn(sojourn)
    await sojourn.end(session.id)
    expect(await sojourn.refresh(refreshToken)).toEqual({ status: 'refused', code: 'session/revoked' })
  })
})
