import type { Grant } from '../engine/grant.ts'
import type { RequestContext, Session, SessionData, SignedInSession } from '../engine/session.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { MergePatch, Proof, ResumeResult, StepUpOptions, StepUpResult } from '../engine/sojourn.ts'
import type { EndReason } from '../engine/store.ts'
import type { Carrier, NoSession, Refusal, RequestSession, RequestSignInOptions } from './request-session.ts'
import {
  end,
  endOthers,
  type Presentation,
  patch,
  recheck,
  resume,
  signIn,
  stepUp,
} from './session-actions.ts'
import type { SessionsSetup } from './sessions-setup.ts'

const nothing: NoSession = Object.freeze<NoSession>({
  status: 'none',
  id: null,
  userId: null,
  auth: null,
  roles: [],
  client: null,
  data: Object.freeze({}) as SessionData, // the application's fields are all absent
  createdAt: null,
  lastSeenAt: null,
  expiresAt: null,
})

/** What the application sees of a presentation; its getters follow the state. */
export class PresentedSession {
  readonly #at: Presentation

  constructor(at: Presentation) {
    this.#at = at
  }

  asSession(): RequestSession {
    return this as unknown as RequestSession // the fields of one state come from one view
  }

  /** What `requireSession` decides with; null when the object is none of ours. */
  static setupOf(session: RequestSession): SessionsSetup | null {
    return #at in session ? (session as unknown as PresentedSession).#at.setup : null // the brand was just checked
  }

  get status(): RequestSession['status'] {
    return this.#at.session === null ? 'none' : this.#at.session.status
  }
  get id(): SessionId | null {
    return this.#at.session === null ? null : this.#at.session.id
  }
  get userId(): string | null {
    return this.#at.session === null ? null : this.#at.session.userId
  }
  get auth(): RequestSession['auth'] {
    return (this.#at.session ?? nothing).auth
  }
  get roles(): readonly string[] {
    return (this.#at.session ?? nothing).roles
  }
  get client(): RequestSession['client'] {
    return (this.#at.session ?? nothing).client
  }
  get data(): SessionData {
    return (this.#at.session ?? nothing).data
  }
  get createdAt(): number | null {
    return (this.#at.session ?? nothing).createdAt
  }
  get lastSeenAt(): number | null {
    return (this.#at.session ?? nothing).lastSeenAt
  }
  get expiresAt(): number | null {
    return (this.#at.session ?? nothing).expiresAt
  }
  get context(): RequestContext {
    return this.#at.setup.contextOf(this.#at.head)
  }
  get carrier(): Carrier | null {
    return this.#at.carrier
  }
  get refusal(): Refusal | null {
    return this.#at.refusal
  }
  /** The session without its actions: no credential is in it. */
  toJSON(): Session | NoSession {
    return this.#at.session ?? nothing
  }

  signIn(userId: string, options: RequestSignInOptions): Promise<SignedInSession | Grant<SignedInSession>> {
    return signIn(this.#at, userId, options)
  }
  stepUp(options: Omit<StepUpOptions, 'context'>): Promise<StepUpResult> {
    return stepUp(this.#at, options)
  }
  resume(prove: (session: SignedInSession) => Promise<Proof | null>): Promise<ResumeResult> {
    return resume(this.#at, prove)
  }
  patch(change: MergePatch<SessionData>): Promise<SessionData> {
    return patch(this.#at, change)
  }
  end(): Promise<void> {
    return end(this.#at)
  }
  endOthers(options: { readonly reason?: EndReason } = {}): Promise<number> {
    return endOthers(this.#at, options)
  }
  recheck(): Promise<void> {
    return recheck(this.#at)
  }
}
