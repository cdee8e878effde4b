import type { ClientKind } from '@sojourn/protocol'
import type { JsonObject } from './json.ts'
import type { Authentication, Client } from './record.ts'
import type { SessionId } from './session-id.ts'

/**
 * Tells Sojourn the type of the application's session data.
 *
 * @example
 * declare module 'sojourn' { interface Register { data: { cart?: string[] } } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: applications add `data` to it by declaration merging
export interface Register {}

/** The application's session data: as registered, otherwise any JSON object. */
export type SessionData = Register extends { data: infer Data extends object } ? Data : JsonObject

interface SessionCommon {
  /** The public handle; never a credential. */
  readonly id: SessionId
  readonly client: Client
  /** Read-only; change it with `patch`. */
  readonly data: SessionData
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number
  readonly lastSeenAt: number
  /** The end of the absolute lifetime, or of the idle time when that comes first. */
  readonly expiresAt: number
}

/** A session of someone who has not signed in: created when first written to. Grants nothing. */
export interface AnonymousSession extends SessionCommon {
  readonly status: 'anonymous'
  readonly userId: null
  readonly auth: null
  readonly roles: readonly []
}

/** A session of a person who signed in. */
export interface SignedInSession extends SessionCommon {
  readonly status: 'signed-in'
  readonly userId: string
  readonly auth: Authentication
  readonly roles: readonly string[]
}

/** What a credential proves: an immutable view of the session as it was when it was read. */
export type Session = AnonymousSession | SignedInSession

/** Where a request comes from: recorded with events, and the context of a refresh. */
export interface RequestContext {
  /** A prefix of the address: see `networkOf`. */
  readonly network?: string | null
  readonly userAgent?: string | null
}

/** What the application knows of a client that signs in. */
export interface ClientDescription extends RequestContext {
  /** Default `'web'`. */
  readonly kind?: ClientKind
  readonly deviceId?: string | null
  readonly name?: string | null
}
