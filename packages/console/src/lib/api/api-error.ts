import type { ErrorCode } from '@sojourn/protocol'

/** Why a call to the server did not do what was asked. */
export class ApiError extends Error {
  /** The code of the problem document; null when no answer of a Sojourn server came. */
  readonly code: ErrorCode | null
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number
  /** What the server says that went wrong and how to mend it; may be empty. */
  readonly detail: string
  /** How long the server asks to wait, or null. */
  readonly retryAfterSeconds: number | null

  constructor(
    status: number,
    code: ErrorCode | null = null,
    detail = '',
    retryAfterSeconds: number | null = null,
  ) {
    super(`${status} ${code ?? 'no answer'}`)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.detail = detail
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Whether nothing is known to be wrong but the way to the server: the person is still signed in. */
export function isUnreachable(error: ApiError): boolean {
  return error.status === 0 || error.status >= 500
}

/** Whether the answer says that this browser is not signed in, or not any more. */
export function isSignedOut(error: ApiError): boolean {
  return error.status === 401 && error.code !== 'auth/wrong-credentials' && error.code !== 'auth/insufficient'
}
