import type { ClientKind } from '@sojourn/protocol'
import type { Grant, SessionGrant, TokenGrant } from '../engine/grant.ts'
import type {
  AnonymousSession,
  ClientDescription,
  RequestContext,
  SessionData,
  SignedInSession,
} from '../engine/session.ts'
import type {
  MergePatch,
  Proof,
  RefusalCode,
  ResumeResult,
  SignInOptions,
  StepUpOptions,
  StepUpResult,
} from '../engine/sojourn.ts'
import type { EndReason } from '../engine/store.ts'

/**
 * Why the credential that a request presented counts for nothing. After `record/corrupt` (503) nothing is known of its
 * session: the person is not signed out, but nobody is signed in either, and `signIn` puts another session in its place.
 */
export type Refusal = RefusalCode | 'request/insecure' | 'record/corrupt'

/** How a request presents its credential: in the session cookie, or as `Authorization: Bearer`. */
export type Carrier = 'cookie' | 'bearer'

/** What `signIn` takes in a request. Where the request comes from is filled in. */
export interface RequestSignInOptions extends Omit<SignInOptions, 'replaces' | 'carry'> {
  /** The fields of an anonymous session's data that the person keeps. Default: none. */
  readonly carry?: readonly (keyof SessionData & string)[]
}

type WithClient<Kind extends ClientKind> = RequestSignInOptions & {
  readonly client: ClientDescription & { readonly kind: Kind }
}

/**
 * What a request may do with its session. What writes first verifies the presented credential again, so that no request
 * whose body was held back outlives a revocation. Each of these may reject with `store/…` (503); and with `usage/invalid` in a
 * GET, HEAD or OPTIONS request, which must change nothing, or once the answer's head was sent.
 */
export interface SessionActions {
  /** Where the request comes from, behind the proxies that are believed: the context for `sojourn.refresh`. */
  readonly context: RequestContext
  /** How the request presented its credential, and so where its new secret has to go; null when it presented none. */
  readonly carrier: Carrier | null
  /** Why the presented credential was refused; null when there was none, or it is good. */
  readonly refusal: Refusal | null
  /**
   * Begins a session for a person whom the application has authenticated: always with a new id and a new secret. It ends
   * the session that this request presented the same way. A `web` client (the default) gets the cookie, and the promise
   * resolves to the session; a `native` or `token` client's credentials are in the grant, to be answered once.
   *
   * @throws `request/cross-site`, `request/insecure`, `sign-in/overtaken`
   */
  signIn(userId: string, options: WithClient<'native'>): Promise<TokenGrant<SignedInSession>>
  signIn(userId: string, options: WithClient<'token'>): Promise<SessionGrant<SignedInSession>>
  signIn(
    userId: string,
    options: RequestSignInOptions & { readonly client?: { readonly kind?: 'web' } },
  ): Promise<SignedInSession>
  signIn(userId: string, options: RequestSignInOptions): Promise<SignedInSession | Grant<SignedInSession>>
  /**
   * Records a new authentication: resets the time-outs and replaces the secret. A cookie is replaced in the answer; what
   * is to be presented as Bearer from now on is in the result, for the application to hand over: see `carrier`.
   *
   * @throws `session/none`, `session/revoked`, `credential/rotated`
   */
  stepUp(options: Omit<StepUpOptions, 'context'>): Promise<StepUpResult>
  /**
   * Wakes the session of a request whose `refusal` is `session/idle`: see `Sojourn.resume`. `prove` is told whose session
   * it is, looks at what the person gave, and resolves to what that proves, or to null. A cookie is
   * replaced in the answer; the token to be presented as Bearer from now on is in the result: see `carrier`.
   *
   * @throws `session/none` and other refusals without a credential that could be resumed; `request/cross-site`
   * @example
   * const resumed = await session.resume(async ({ userId }) =>
   *   (await isPassword(userId, req.body.password)) ? { methods: ['pwd'] } : null,
   * )
   */
  resume(prove: (session: SignedInSession) => Promise<Proof | null>): Promise<ResumeResult>
  /**
   * Merges into the data (RFC 7396: null removes) and resolves to all of it. Without a session, begins an anonymous one.
   *
   * @throws `data/too-large`, `data/invalid`, `session/revoked`, `credential/rotated`, `request/cross-site`,
   * `request/insecure`
   */
  patch(patch: MergePatch<SessionData>): Promise<SessionData>
  /**
   * Signs out, for certain: also with an access token that has expired. Where no credential was presented, or its session
   * is over already, it only makes the browser forget.
   *
   * @throws the `refusal` of any other credential, such as `credential/rotated`: then nothing was ended
   */
  end(): Promise<void>
  /**
   * Ends the person's other sessions. How many there were.
   *
   * @throws `session/none`, `session/revoked`
   */
  endOthers(options?: { readonly reason?: EndReason }): Promise<number>
  /**
   * Looks again whether the session counts, and shows it as it stands now. The actions do so by themselves. For a handler
   * that reads the body itself and then acts without one of them: a client can hold a body back for as long as the server
   * waits, and the session may have ended meanwhile. Without a session it resolves at once.
   *
   * @throws `session/revoked`, `credential/rotated` and the other reasons for a refusal
   * @example
   * const order = await readJson(req)
   * await session.recheck()
   */
  recheck(): Promise<void>
}

/** The session of a request that presented no credential, or none that counts. */
export interface NoSession {
  readonly status: 'none'
  readonly id: null
  readonly userId: null
  readonly auth: null
  readonly roles: readonly []
  readonly client: null
  /** Empty. */
  readonly data: SessionData
  readonly createdAt: null
  readonly lastSeenAt: null
  readonly expiresAt: null
}

/** The session of a request. After an action it shows the new state. */
export type RequestSession = (NoSession | AnonymousSession | SignedInSession) & SessionActions
