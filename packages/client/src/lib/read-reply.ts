import { signOutCodes, type TokenResponse } from '@sojourn/protocol'
import type { Details, SignOutCode } from './client-state.ts'
import type { VaultEntry } from './vault.ts'

/** What came of a request to the server's own routes. Status 0: there was no answer; then `body` is the error. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  /** What `Retry-After` says; null when it says nothing, or a date, which would need the server's clock. */
  readonly retryAfterMs: number | null
}

/** The tokens of an answer; null when it is anything else, such as the sign-in page of a hotel's network. */
export function tokensOf({ status, body }: Reply): TokenResponse | null {
  const tokens = body as Partial<TokenResponse> | null // looked at, not trusted
  const isWhole =
    status === 200 &&
    tokens?.token_type === 'Bearer' &&
    isText(tokens.access_token) &&
    isText(tokens.refresh_token) &&
    Number.isFinite(tokens.expires_in)
  return isWhole ? (tokens as TokenResponse) : null // every field that is used was just checked
}

/** The code of a problem document; `client/…` when the answer is none, or there is no answer. */
export function codeOf({ status, body }: Reply): string {
  const { code } = (body ?? {}) as { code?: unknown } // looked at, not trusted
  if (isText(code) && (status === 0 || status >= 400)) return code
  return status === 0 ? 'client/offline' : 'client/unexpected'
}

/** Whether a client signs out on this code: only on the protocol's closed list. */
export function isSignOutCode(code: string): code is SignOutCode {
  return signOutCodes.some((each) => each === code)
}

/** What to keep of an answer. An answer to a refresh may leave out the details: then they are those of `before`. */
export function entryOf(
  tokens: TokenResponse,
  now: number,
  before: Pick<VaultEntry, 'stay' | 'details'>,
): VaultEntry {
  const { token_type, access_token, expires_in, refresh_token, refresh_expires_in, ...rest } = tokens
  const details: Details = { ...before.details, ...rest }
  return {
    version: 1,
    stay: before.stay,
    refreshToken: refresh_token,
    accessToken: access_token,
    receivedAt: now,
    accessLifeMs: expires_in * 1000,
    details,
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
