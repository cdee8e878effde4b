import type { TokenResponse } from '@sojourn/protocol'
import type { TokenGrant } from '../engine/grant.ts'

/**
 * The body that answers a native sign-in or a refresh (RFC 6749 §5.1). Send it with `Cache-Control: no-store`.
 *
 * @param now milliseconds since the epoch
 * @example
 * const grant = await req.session.signIn(user.id, { methods: ['pwd'], client: { kind: 'native' } })
 * res.json(tokenResponse(grant))
 */
export function tokenResponse(grant: TokenGrant, now: number = Date.now()): TokenResponse {
  return {
    token_type: 'Bearer',
    access_token: grant.accessToken,
    expires_in: secondsUntil(grant.accessExpiresAt, now),
    refresh_token: grant.refreshToken,
    refresh_expires_in: secondsUntil(grant.refreshExpiresAt, now),
  }
}

function secondsUntil(time: number, now: number): number {
  return Math.max(0, Math.floor((time - now) / 1000))
}
