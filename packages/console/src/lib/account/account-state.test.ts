import type { SignedInAnswer } from '@sojourn/protocol'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { type AccountState, notSignedIn, signedIn } from './account-state.ts'

const user = {
  id: 'u',
  email: 'n@example.com',
  name: null,
  roles: [],
  permissions: [],
  verified: true,
  createdAt: '2026-01-01T00:00:00Z',
}
// The state does not look into the session.
const answer = { user, session: {} } as unknown as SignedInAnswer
const loading: AccountState = { status: 'loading' }

describe('who is signed in', () => {
  it.each([0, 500, 502, 503])('stays so on %i', (status) => {
    const before = signedIn(answer)
    expect(notSignedIn(before, new ApiError(status), null)).toBe(before)
  })

  it.each([
    'session/expired',
    'session/idle',
    'session/revoked',
    'session/unknown',
    'credential/rotated',
  ] as const)('is signed out on %s, and told so', (code) => {
    expect(notSignedIn(signedIn(answer), new ApiError(401, code), null)).toEqual({
      status: 'signed-out',
      reason: code,
    })
  })

  it('is told the reason that the first answer knew, when the cookie is gone by the second', () => {
    const first = new ApiError(401, 'session/revoked')
    expect(notSignedIn(signedIn(answer), new ApiError(401, 'session/none'), first)).toEqual({
      status: 'signed-out',
      reason: 'session/revoked',
    })
  })

  it('is told nothing when nobody was', () => {
    expect(notSignedIn(loading, new ApiError(401, 'session/none'), null)).toEqual({
      status: 'signed-out',
      reason: null,
    })
  })

  it('keeps the reason that this page knows', () => {
    const before: AccountState = { status: 'signed-out', reason: 'account-deleted' }
    expect(notSignedIn(before, new ApiError(401, 'session/none'), null)).toBe(before)
  })

  it('waits no more when the session that was idle has ended', () => {
    const idle: AccountState = { status: 'signed-out', reason: 'session/idle' }
    expect(notSignedIn(idle, new ApiError(401, 'session/idle'), null)).toEqual(idle)
    for (const code of ['session/expired', 'session/revoked'] as const) {
      const after = { status: 'signed-out', reason: code }
      expect(notSignedIn(idle, new ApiError(401, 'session/none'), new ApiError(401, code))).toEqual(after)
    }
  })

  it('is not known when the server can’t be reached at first', () => {
    const error = new ApiError(503, 'store/unavailable')
    expect(notSignedIn(loading, error, null)).toEqual({ status: 'unreachable', error })
  })
})
