import type { Session } from './session.ts'
import type { AccessToken, RefreshToken, SessionToken } from './token.ts'

/** Credentials of a `web` or `token` client. Shown once: only a digest is kept. */
export interface SessionGrant<View extends Session = Session> {
  readonly kind: 'session'
  readonly session: View
  readonly sessionToken: SessionToken
}

/** Credentials of a `native` client. Times in milliseconds since the epoch. */
export interface TokenGrant<View extends Session = Session> {
  readonly kind: 'tokens'
  readonly session: View
  readonly accessToken: AccessToken
  readonly accessExpiresAt: number
  readonly refreshToken: RefreshToken
  readonly refreshExpiresAt: number
}

/** What a client gets to present from now on. */
export type Grant<View extends Session = Session> = SessionGrant<View> | TokenGrant<View>
