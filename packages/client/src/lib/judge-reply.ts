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

/** What an answer to a refresh means. */
export type Verdict =
  | { readonly kind: 'tokens'; readonly tokens: TokenResponse }
  | { readonly kind: 'stale' | 'superseded' }
  | { readonly kind: 'refused'; readonly code: SignOutCode }
  /** Everything else: the person stays signed in, and the client tries again. */
  | { readonly kind: 'trouble'; readonly code: string; readonly retryAfterMs: number | null }

/** Judges the answer to a refresh. Only the protocol's closed list of codes signs out. */
export function judgeReply(reply: Reply): Verdict {
  const tokens = tokensOf(reply)
  if (tokens) return { kind: 'tokens', tokens }
  const code = codeOf(reply)
  if (code === 'refresh/stale') return { kind: 'stale' }
  if (code === 'refresh/superseded') return { kind: 'superseded' }
  const signOutCode = signOutCodes.find((each) => each === code)
  if (signOutCode) return { kind: 'refused', code: signOutCode }
  return { kind: 'trouble', code, retryAfterMs: reply.retryAfterMs }
}

/** The tokens of an answer; null when it is anything else, such as the sign-in page of a hotel's network. */
export function tokensOf({ status, body }: Reply): TokenResponse | null {
  const tokens = body as Partial<TokenResponse> | null // looked at, not trusted
  const isWhole =
    status === 200 &&
    tokens?.token_type === 'Bearer' &&
    isText(tokens.access_token) &&
    isText(tokens.refresh_token) &&
    typeof tokens.expires_in === 'number' &&
    tokens.expires_in >= 0
  return isWhole ? (tokens as TokenResponse) : null // every field that is used was just checked
}

/** The code of a problem document; `client/…` when the answer is none, or there is no answer. */
export function codeOf({ status, body }: Reply): string {
  const { code } = (body ?? {}) as { code?: unknown } // looked at, not trusted
  if (isText(code) && (status === 0 || status >= 400)) return code
  return status === 0 ? 'client/offline' : 'client/unexpected'
}

/** What to keep of an answer. `before` lends its details to an answer that has none. */
export function entryOf(
  tokens: TokenResponse,
  now: number,
  before: Pick<VaultEntry, 'stay' | 'details'>,
): VaultEntry {
  const { token_type, access_token, expires_in, refresh_token, refresh_expires_in, ...rest } = tokens
  const details: Details = Object.keys(rest).length > 0 ? rest : before.details
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
