import { signOutCodes, type TokenResponse } from '@sojourn/protocol'
import type { SignOutCode } from './client-state.ts'

/** The tokens of an answer; null when it is anything else, such as the sign-in page of a hotel's network. */
export function tokensOf(body: unknown): TokenResponse | null {
  const tokens = body as Partial<TokenResponse> | null // looked at, not trusted
  const isWhole =
    tokens?.token_type === 'Bearer' &&
    typeof tokens.access_token === 'string' &&
    typeof tokens.refresh_token === 'string' &&
    Number.isFinite(tokens.expires_in)
  return isWhole ? (tokens as TokenResponse) : null // every field that is used was just checked
}

/** The code of a problem document; `client/unexpected` when the body is none. */
export function codeOf(body: unknown): string {
  const code = (body as { code?: unknown } | null)?.code // looked at, not trusted
  return typeof code === 'string' ? code : 'client/unexpected'
}

/** Whether a client signs out on this code: only on the protocol's closed list. */
export function isSignOutCode(code: string): code is SignOutCode {
  return signOutCodes.some((each) => each === code)
}
