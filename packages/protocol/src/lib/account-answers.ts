import type { ClientKind } from './client-kind.ts'
import type { TokenResponse } from './token-response.ts'

/** A person, as the turnkey server tells of them to themselves. */
export interface UserAnswer {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly roles: readonly string[]
  /** What the roles permit, by the server's settings; sorted. */
  readonly permissions: readonly string[]
  /** Whether the address was confirmed by a mailed code. */
  readonly verified: boolean
  /** RFC 3339, UTC, like every time on the wire. */
  readonly createdAt: string
}

/** The device of a session, in words for people. A part that is not known is null. */
export interface DeviceAnswer {
  readonly kind: ClientKind
  /** The name that its owner gave it. */
  readonly name: string | null
  /** Such as `Firefox`. */
  readonly browser: string | null
  /** Such as `macOS`. */
  readonly system: string | null
  /** Two letters (ISO 3166-1 alpha-2). */
  readonly country: string | null
  /** A prefix of the address, such as `203.0.113.0/24`; never the whole of it. */
  readonly network: string | null
}

/** A session without any credential. `id` is a public handle. */
export interface SessionAnswer {
  readonly id: string
  readonly client: DeviceAnswer
  readonly methods: readonly string[]
  readonly level: 1 | 2 | 3
  readonly authenticatedAt: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
}

/** The answer of `GET /auth/session` and of a web sign-in. */
export interface SignedInAnswer {
  readonly session: SessionAnswer & { readonly data: Readonly<Record<string, unknown>> }
  readonly user: UserAnswer
}

/** The secret mark by which a device that signed in before is known again. Only guess limits look at it. */
export interface DeviceMark {
  readonly device: { readonly id: string }
}

/** The answer of a native sign-in and of a refresh, which gives no device mark. */
export interface NativeSignInAnswer extends TokenResponse, SignedInAnswer, Partial<DeviceMark> {}

/** The answer of a sign-in with one opaque Bearer token. */
export interface TokenSignInAnswer extends SignedInAnswer, DeviceMark {
  readonly token_type: 'Bearer'
  readonly session_token: string
}

/** The answer of `GET /auth/sessions`. */
export interface SessionsAnswer {
  readonly sessions: readonly (SessionAnswer & { readonly current: boolean })[]
}

/** One line of "recent activity". */
export interface ActivityAnswer {
  readonly at: string
  /** Such as `signed-in`, `password-changed`, `refresh-theft`. */
  readonly kind: string
  readonly client: Omit<DeviceAnswer, 'kind' | 'name'>
}

/** The answer of `GET /auth/settings`: what a sign-in page has to know before anyone has signed in. */
export interface PublicSettingsAnswer {
  readonly registration: boolean
  /** Whether mail is sent: registration confirms the address, and a forgotten password can be set anew. */
  readonly mail: boolean
  /** Whether mails are shown at `/outbox` in place of being sent. */
  readonly outbox: boolean
  readonly passwordMinLength: number
  /** What the site is called; null where nobody has said. */
  readonly siteName: string | null
}
