import type { TokenResponse } from '@sojourn/protocol'
import type { VaultEntry } from './vault.ts'

/** What to keep of an answer. An answer to a refresh may leave out the details: then they are those of `before`. */
export function entryOf(
  tokens: TokenResponse,
  now: number,
  before: Pick<VaultEntry, 'stay' | 'details'>,
): VaultEntry {
  const { token_type, access_token, expires_in, refresh_token, refresh_expires_in, ...rest } = tokens
  return {
    version: 1,
    stay: before.stay,
    refreshToken: refresh_token,
    accessToken: access_token,
    receivedAt: now,
    accessLifeMs: expires_in * 1000,
    details: { ...before.details, ...rest },
  }
}
