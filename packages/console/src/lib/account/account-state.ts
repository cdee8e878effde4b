import type { ErrorCode, SessionAnswer, SignedInAnswer, UserAnswer } from '@sojourn/protocol'
import { type ApiError, isSignedOut } from '../api/api-error.ts'

/** Why nobody is signed in: the person did it, or what the server said. */
export type SignedOutReason = 'signed-out' | 'account-deleted' | 'password-reset' | ErrorCode

/** Who uses the page. */
export type AccountState =
  | { readonly status: 'loading' }
  | { readonly status: 'signed-in'; readonly session: SessionAnswer; readonly user: UserAnswer }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason | null }
  | { readonly status: 'unreachable'; readonly error: ApiError }

/** The state after the server said who is signed in. */
export function signedIn({ session, user }: SignedInAnswer): AccountState {
  return { status: 'signed-in', session, user }
}

/**
 * The state after the server was asked who is signed in, and did not say.
 *
 * @param before what was known until now: somebody who is signed in stays so when the server can't be reached
 * @param first the answer that made the page ask, which may know more of the reason
 */
export function notSignedIn(before: AccountState, error: ApiError, first: ApiError | null): AccountState {
  if (!isSignedOut(error)) return before.status === 'signed-in' ? before : { status: 'unreachable', error }
  if (before.status === 'signed-out' && before.reason !== null && before.reason !== 'session/idle')
    return before
  const codes = [error.code, first?.code ?? null].filter((code) => code !== null && code !== 'session/none')
  const reason = codes[0] ?? (before.status === 'signed-in' ? 'session/none' : null)
  return { status: 'signed-out', reason }
}
