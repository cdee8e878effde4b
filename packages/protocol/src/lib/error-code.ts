/** How one error code answers over HTTP. */
export interface ErrorInfo {
  /** The HTTP status that carries it; 500 marks misuse that a developer has to mend. */
  readonly status: number
  /** The `title` of its problem document (RFC 9457 §3.1.3): the same for every occurrence. */
  readonly title: string
}

/**
 * Every error of Sojourn by its stable code. The code is the `code` of problem documents and of `SojournError`;
 * codes are added, never renamed.
 */
export const errors = {
  'session/none': { status: 401, title: 'Not signed in' },
  'session/expired': { status: 401, title: 'The session has expired' },
  'session/idle': { status: 401, title: 'The session was idle for too long, and waits to be resumed' },
  'session/revoked': { status: 401, title: 'The session was ended' },
  'session/unknown': { status: 401, title: 'The session is not known' },
  'credential/malformed': { status: 401, title: 'The credential is malformed' },
  'credential/wrong-kind': { status: 401, title: 'The credential is of another kind' },
  'credential/unknown-key': { status: 401, title: 'The credential was issued under a key not known here' },
  'credential/rotated': { status: 401, title: 'The credential was replaced by a newer one' },
  'access/expired': { status: 401, title: 'The access token has expired' },
  'access/unknown': { status: 401, title: 'The access token is not known' },
  'refresh/stale': { status: 409, title: 'The refresh token was already replaced' },
  'refresh/superseded': { status: 409, title: 'Another holder has just refreshed' },
  'refresh/reused': { status: 401, title: 'A replaced refresh token was used again' },
  'auth/insufficient': { status: 401, title: 'A more recent or stronger authentication is required' },
  'auth/forbidden': { status: 403, title: 'Not allowed' },
  'auth/wrong-credentials': { status: 401, title: 'The address and the password do not go together' },
  'auth/throttled': { status: 429, title: 'Too many attempts' },
  'auth/busy': { status: 503, title: 'Too many people are signing in at once' },
  'account/exists': { status: 409, title: 'The address has an account already' },
  'account/disabled': { status: 403, title: 'The account is disabled' },
  'account/not-found': { status: 404, title: 'There is no such account' },
  'account/registration-closed': { status: 403, title: 'Nobody can register here' },
  'account/no-mail': { status: 409, title: 'This server sends no mail' },
  'email/invalid': { status: 422, title: 'The address is not one that mail can reach' },
  'name/invalid': { status: 422, title: 'The name cannot be used' },
  'password/too-short': { status: 422, title: 'The password is too short' },
  'password/too-long': { status: 422, title: 'The password is too long' },
  'password/too-common': { status: 422, title: 'The password is one of the commonest' },
  'password/personal': { status: 422, title: 'The password is the name or the address' },
  'code/invalid': { status: 400, title: 'The code is not valid, was used, or has expired' },
  'request/unknown-session': { status: 404, title: 'The session is not alive, or not yours' },
  'request/not-found': { status: 404, title: 'There is nothing at this address' },
  'request/method': { status: 405, title: 'The method is not allowed here' },
  'sign-in/overtaken': { status: 409, title: 'The sign-in was overtaken by a sign-out everywhere' },
  'request/malformed': { status: 400, title: 'The request is malformed' },
  'request/too-large': { status: 413, title: 'The request is too large' },
  'request/content-type': { status: 415, title: 'The content type is not supported' },
  'request/duplicate-cookie': { status: 400, title: 'The session cookie was sent twice' },
  'request/cross-site': { status: 403, title: 'The request comes from another site' },
  'request/unknown-host': { status: 421, title: 'The host name is not served here' },
  'request/insecure': { status: 403, title: 'The connection is not encrypted' },
  'data/too-large': { status: 413, title: 'The session data is too large' },
  'data/invalid': { status: 422, title: 'The session data is not valid' },
  'store/unavailable': { status: 503, title: 'The session store is not available' },
  'store/busy': { status: 503, title: 'The session store is busy' },
  'store/full': { status: 503, title: 'The session store has no space left' },
  'store/damaged': { status: 503, title: 'The session store is damaged' },
  'clock/uncertain': { status: 503, title: 'The clock of the server is not certain' },
  'record/corrupt': { status: 503, title: 'The session record cannot be read' },
  'record/newer': { status: 503, title: 'The session record was written by a newer version' },
  'cookie/too-large': { status: 500, title: 'The cookie exceeds 4096 bytes' },
  'config/invalid': { status: 500, title: 'The configuration is not valid' },
  'config/key-missing': { status: 500, title: 'No key is configured' },
  'config/key-too-short': { status: 500, title: 'A key is too short' },
  'config/policy-too-loose': { status: 500, title: 'The policy is looser than its assurance level' },
  'usage/invalid': { status: 500, title: 'The call is not valid' },
  'usage/closed': { status: 500, title: 'Already closed' },
} as const satisfies Readonly<Record<string, ErrorInfo>>

/** A stable error code. */
export type ErrorCode = keyof typeof errors

/**
 * The closed list of codes on which a client forgets its credentials. On every other answer, time-outs and 5xx
 * included, the person stays signed in.
 */
export const signOutCodes = [
  'session/expired',
  'session/revoked',
  'session/unknown',
  'refresh/reused',
] as const satisfies readonly ErrorCode[]
