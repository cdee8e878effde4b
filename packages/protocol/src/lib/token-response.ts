/** The answer to a native sign-in and to a refresh (RFC 6749 §5.1). Lifetimes in seconds. */
export interface TokenResponse {
  readonly token_type: 'Bearer'
  readonly access_token: string
  readonly expires_in: number
  readonly refresh_token: string
  readonly refresh_expires_in: number
}

/** What a client sends to refresh. */
export interface RefreshRequest {
  readonly refresh_token: string
  /** `true`: "I looked in my vault again after `refresh/stale`, and it is still this token." */
  readonly reread?: boolean
}
