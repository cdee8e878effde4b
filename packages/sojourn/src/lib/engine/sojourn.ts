import type { ErrorCode } from '@sojourn/protocol'
import type { EventDetails, EventListener, EventType } from './events.ts'
import type { Grant } from './grant.ts'
import type { Policy } from './policy.ts'
import type { AssuranceLevel } from './record.ts'
import type {
  AnonymousSession,
  ClientDescription,
  RequestContext,
  Session,
  SessionData,
  SignedInSession,
} from './session.ts'
import type { SessionId } from './session-id.ts'
import type { EndReason } from './store.ts'

/** Why a credential was refused. */
export type RefusalCode = Extract<
  ErrorCode,
  `session/${string}` | `credential/${string}` | `access/${string}`
>

/** The verdict on a presented session or access token. */
export type Verdict =
  | { readonly status: 'live'; readonly session: Session }
  | { readonly status: 'refused'; readonly code: RefusalCode }

/** The answer to a presented refresh token. */
export type RefreshResult =
  | { readonly status: 'refreshed'; readonly grant: Extract<Grant<SignedInSession>, { kind: 'tokens' }> }
  /** `refresh/stale`, `refresh/superseded` revoke nothing; `refresh/reused` ended the session. */
  | {
      readonly status: 'refused'
      readonly code: RefusalCode | 'refresh/stale' | 'refresh/superseded' | 'refresh/reused'
    }

export interface SignInOptions {
  /** How the person was authenticated (`amr`, RFC 8176), for instance `['pwd']`. */
  readonly methods: readonly string[]
  /** The level that these methods reached; default 1. */
  readonly level?: AssuranceLevel
  readonly roles?: readonly string[]
  readonly client?: ClientDescription
  /** Data that the new session begins with. */
  readonly data?: SessionData
  /** The session that this one takes the place of; it ends with reason `sign-in`, or with its expiry when that has come. */
  readonly replaces?: SessionId
  /**
   * The fields of the replaced session's data that the new one begins with, as they stand there now. A session that has
   * ended or expired gives none.
   */
  readonly carry?: readonly string[]
  /**
   * The user's epoch, read with `userEpoch` *before* the password was checked: a sign-out everywhere in between then
   * refuses the sign-in with `sign-in/overtaken`. Default: read when `signIn` is called.
   */
  readonly epoch?: number
}

/** What caused an operation. */
export interface CauseOptions {
  /** Where the request came from that caused it, for its events. Default: no request did. */
  readonly context?: RequestContext
}

export interface StepUpOptions extends CauseOptions {
  readonly methods: readonly string[]
  readonly level?: AssuranceLevel
  /** Default: the roles it has. */
  readonly roles?: readonly string[]
}

/** What a person has just proved, and which roles they have from now on (default: those they had). */
export type Proof = Omit<StepUpOptions, 'context'>

/** The answer to `resume`. */
export type ResumeResult =
  | { readonly status: 'resumed'; readonly grant: Extract<Grant<SignedInSession>, { kind: 'session' }> }
  /** What the person gave proves nothing. The session waits on. */
  | { readonly status: 'unproved' }
  /** `auth/insufficient` when the session's level asks for more than was proved: it waits on, too. */
  | { readonly status: 'refused'; readonly code: RefusalCode | 'auth/insufficient' }

export interface AnonymousOptions {
  readonly data: SessionData
  readonly client?: ClientDescription
}

/**
 * The session engine of one process.
 *
 * Each method may reject with `store/…` or `record/…` (503): then nothing is known, and nobody was signed in or out.
 */
export interface Sojourn {
  readonly policy: Policy
  /** Milliseconds since the epoch as the engine reads its clock: never goes backwards. */
  now(): number
  /**
   * The session of a session or access token, when it is known here and presenting it changes nothing; otherwise
   * undefined, and `check` decides. Synchronous: one SHA-256 and one map look-up.
   */
  peek(token: string): Session | undefined
  /** The session of a session or access token, or null when it signs nobody in. `check` tells why. */
  verify(token: string, context?: RequestContext): Promise<Session | null>
  /** Like `verify`, with the reason for a refusal. */
  check(token: string, context?: RequestContext): Promise<Verdict>
  /** Begins a session for someone who has not signed in. The answer's token is shown once. */
  begin(options: AnonymousOptions): Promise<Extract<Grant<AnonymousSession>, { kind: 'session' }>>
  /** Begins a session for a person whom the application has authenticated. Always a new id and new secrets. */
  signIn(userId: string, options: SignInOptions): Promise<Grant<SignedInSession>>
  /**
   * Records a new authentication: resets both time-outs and replaces the session token, so that the old one is dead at
   * once. The answer holds the new credentials; null when the session is not alive. (SP 800-63B-4 §5.2)
   */
  stepUp(id: SessionId, options: StepUpOptions): Promise<StepUpResult | null>
  /**
   * Wakes a session that was idle for too long: where the policy's `resume` is on, its credential is refused with
   * `session/idle`, and the session waits. `prove` is called with it once the token has been found to hold its secret, and
   * resolves to what the person proved, or to null. An authentication of the session's level begins both time-outs anew;
   * at level 2 a password or a biometric alone begins the idle time-out only; level 3 asks for all factors. The answer
   * holds a new session token, and the old one is dead at once. (SP 800-63B-4 §2.2.3, §2.3.3)
   *
   * @throws `usage/invalid` for a proof that is none
   * @example
   * const resumed = await sojourn.resume(token, async ({ userId }) =>
   *   (await isPassword(userId, password)) ? { methods: ['pwd'] } : null,
   * )
   */
  resume(
    token: string,
    prove: (session: SignedInSession) => Promise<Proof | null>,
    options?: CauseOptions,
  ): Promise<ResumeResult>
  /** Exchanges a refresh token. Safe to repeat: an honest client is never signed out by a race or a lost answer. */
  refresh(token: string, options?: CauseOptions & { readonly reread?: boolean }): Promise<RefreshResult>
  /**
   * Merges `patch` into the session's data (JSON Merge Patch, RFC 7396: null removes). Parallel patches of different
   * fields all take effect. The whole data afterwards, or null when the session is not alive.
   *
   * @throws `data/too-large`, `data/invalid`
   */
  patch(id: SessionId, patch: MergePatch<SessionData>, options?: CauseOptions): Promise<SessionData | null>
  /** Names the session's device. False when it is not alive, or not a session of `userId`. */
  rename(
    id: SessionId,
    name: string | null,
    options?: CauseOptions & { readonly userId?: string },
  ): Promise<boolean>
  /**
   * Ends a session for certain: its credentials are dead in this process when the promise resolves. With `userId`, only
   * a session of that user. False when it was not alive, or not theirs.
   */
  end(
    id: SessionId,
    options?: CauseOptions & { readonly userId?: string; readonly reason?: EndReason },
  ): Promise<boolean>
  /**
   * Ends the session that a genuine session or access token belongs to, also when the access token has expired: what a
   * sign-out needs. False when the token is not genuine, was replaced by a newer one, or the session is not alive.
   */
  endPresented(token: string, options?: CauseOptions & { readonly reason?: EndReason }): Promise<boolean>
  /** Ends all sessions of a user but `except`; a sign-in that began before does not survive. How many ended. */
  endUser(
    userId: string,
    options?: CauseOptions & { readonly except?: SessionId; readonly reason?: EndReason },
  ): Promise<number>
  /** The user's live sessions, the one seen last first. */
  list(userId: string): Promise<readonly SignedInSession[]>
  /** The user's epoch: read it before checking a password, and give it to `signIn`. */
  userEpoch(userId: string): Promise<number>
  /** The permissions that roles carry, by the `permissions` option. */
  permissionsOf(roles: readonly string[]): ReadonlySet<string>
  /** Tells an event to the listeners: for layers above the engine. */
  report<Type extends EventType>(
    type: Type,
    details: EventDetails[Type],
    context?: RequestContext | null,
  ): void
  /**
   * Calls `listener` for each event of that type (`'*'`: of every type) until the returned function is called. A listener
   * that fails is warned of by the process, and disturbs nobody.
   */
  on<Type extends EventType | '*'>(type: Type, listener: EventListener<Type>): () => void
  /** Writes what waits (last-seen times), stops the timers and leaves the store open for its owner to close. */
  close(): Promise<void>
}

/** The new credentials after a step-up: a session token, or an access token for a native client. */
export type StepUpResult =
  | Extract<Grant<SignedInSession>, { kind: 'session' }>
  | {
      readonly kind: 'access'
      readonly session: SignedInSession
      readonly accessToken: string
      readonly accessExpiresAt: number
    }

/** A JSON Merge Patch for `Data`: any part of it, with null to remove a field. */
export type MergePatch<Data> = {
  readonly [Key in keyof Data]?: NonNullable<Data[Key]> extends object
    ? MergePatch<NonNullable<Data[Key]>> | Data[Key] | null
    : Data[Key] | null
}
