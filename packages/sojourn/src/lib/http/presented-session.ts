import type { Grant, SessionGrant } from '../engine/grant.ts'
import type { JsonObject } from '../engine/json.ts'
import { mergePatch, whyNotData } from '../engine/merge-patch.ts'
import type { RequestContext, Session, SessionData, SignedInSession } from '../engine/session.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { MergePatch, StepUpOptions, StepUpResult } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { EndReason } from '../engine/store.ts'
import { isSafeMethod, type RequestHead } from './request-head.ts'
import type { NoSession, Refusal, RequestSession, RequestSignInOptions } from './request-session.ts'
import { putCookie, type ResponseHead } from './response-head.ts'
import { crossSiteDetail, type SessionsSetup } from './sessions-setup.ts'
import { expireCookieLine, setCookieLine } from './set-cookie.ts'
import type { Site } from './sites.ts'

/** How a request presented its credential. */
export type Carrier = 'cookie' | 'bearer'

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

/** The one implementation; its getters follow the state. */
export class PresentedSession {
  readonly #setup: SessionsSetup
  readonly #head: RequestHead
  readonly #out: ResponseHead
  readonly #site: Site
  #carrier: Carrier | null
  #session: Session | null
  #refusal: Refusal | null

  constructor(
    setup: SessionsSetup,
    head: RequestHead,
    out: ResponseHead,
    site: Site,
    carrier: Carrier | null,
    session: Session | null,
    refusal: Refusal | null,
  ) {
    this.#setup = setup
    this.#head = head
    this.#out = out
    this.#site = site
    this.#carrier = carrier
    this.#session = session
    this.#refusal = refusal
  }

  asSession(): RequestSession {
    return this as unknown as RequestSession // the fields of one state come from one view
  }

  /** What `requireSession` decides with; null when the object is none of ours. */
  static setupOf(session: RequestSession): SessionsSetup | null {
    return #setup in session ? (session as unknown as PresentedSession).#setup : null // the brand was just checked
  }

  get status(): RequestSession['status'] {
    return this.#session === null ? 'none' : this.#session.status
  }
  get id(): SessionId | null {
    return this.#session === null ? null : this.#session.id
  }
  get userId(): string | null {
    return this.#session === null ? null : this.#session.userId
  }
  get auth(): RequestSession['auth'] {
    return (this.#session ?? nothing).auth
  }
  get roles(): readonly string[] {
    return (this.#session ?? nothing).roles
  }
  get client(): RequestSession['client'] {
    return (this.#session ?? nothing).client
  }
  get data(): SessionData {
    return (this.#session ?? nothing).data
  }
  get createdAt(): number | null {
    return (this.#session ?? nothing).createdAt
  }
  get lastSeenAt(): number | null {
    return (this.#session ?? nothing).lastSeenAt
  }
  get expiresAt(): number | null {
    return (this.#session ?? nothing).expiresAt
  }
  get context(): RequestContext {
    return this.#setup.contextOf(this.#head)
  }
  get refusal(): Refusal | null {
    return this.#refusal
  }
  /** The session without its actions: no credential is in it. */
  toJSON(): Session | NoSession {
    return this.#session ?? nothing
  }

  async signIn(
    userId: string,
    options: RequestSignInOptions,
  ): Promise<SignedInSession | Grant<SignedInSession>> {
    this.#mayWrite('signIn')
    const { carry = [], ...rest } = options
    const kind = options.client?.kind ?? 'web'
    if (kind === 'web') this.#maySetCookie()
    const before = this.#session
    const isReplaced = before !== null && this.#carrier === (kind === 'web' ? 'cookie' : 'bearer')
    const grant = await this.#setup.sojourn.signIn(userId, {
      ...rest,
      client: { ...this.#setup.contextOf(this.#head), ...options.client, kind },
      ...(isReplaced && { replaces: before.id }),
      ...(isReplaced && before.status === 'anonymous' && { carry }),
    })
    this.#become(grant.session, kind === 'web' ? 'cookie' : 'bearer')
    this.#out.setHeader('cache-control', 'no-store')
    if (kind !== 'web' || grant.kind !== 'session') return grant
    this.#setCookie(grant)
    return grant.session
  }

  async stepUp(options: Omit<StepUpOptions, 'context'>): Promise<StepUpResult> {
    this.#mayWrite('stepUp')
    const session = this.#requireSignedIn()
    if (this.#carrier === 'cookie') this.#maySetCookie()
    const context = this.#setup.contextOf(this.#head)
    const result = await this.#setup.sojourn.stepUp(session.id, { ...options, context })
    if (result === null) throw this.#died()
    this.#become(result.session, this.#carrier)
    this.#out.setHeader('cache-control', 'no-store')
    if (this.#carrier === 'cookie' && result.kind === 'session') this.#setCookie(result)
    return result
  }

  async patch(patch: MergePatch<SessionData>): Promise<SessionData> {
    this.#mayWrite('patch')
    const reason = whyNotData(patch)
    if (reason !== null) throw new SojournError('data/invalid', reason)
    const session = this.#session
    if (session === null) return this.#beginAnonymous(patch as unknown as JsonObject) // just looked at
    const data = await this.#setup.sojourn.patch(session.id, patch)
    if (data === null) throw this.#died()
    this.#session = { ...session, data }
    return data
  }

  async end(): Promise<void> {
    this.#mayWrite('end')
    if (this.#session !== null) await this.#setup.sojourn.end(this.#session.id, { reason: 'sign-out' })
    const hadCookie = this.#carrier === 'cookie'
    this.#session = null
    this.#refusal = null
    this.#carrier = null
    this.#out.setHeader('cache-control', 'no-store')
    if (!hadCookie) return
    putCookie(this.#out, expireCookieLine(this.#site.cookie))
    if (this.#site.confidential) this.#out.setHeader('clear-site-data', '"cache", "storage"')
  }

  async endOthers({ reason = 'revoked-all' }: { readonly reason?: EndReason } = {}): Promise<number> {
    this.#mayWrite('endOthers')
    const { id, userId } = this.#requireSignedIn()
    return this.#setup.sojourn.endUser(userId, { except: id, reason })
  }

  async #beginAnonymous(patch: JsonObject): Promise<SessionData> {
    const isReplaceable = this.#carrier === null || (this.#carrier === 'cookie' && isFinal(this.#refusal))
    if (this.#refusal !== null && !isReplaceable) {
      throw new SojournError(
        this.#refusal,
        'The presented credential was refused, so there is no session to write to.',
      )
    }
    this.#maySetCookie()
    const grant = await this.#setup.sojourn.begin({
      data: mergePatch({}, patch) as SessionData, // what the application itself gave as a patch of SessionData
      client: this.#setup.contextOf(this.#head),
    })
    this.#become(grant.session, 'cookie')
    this.#out.setHeader('cache-control', 'no-store')
    this.#setCookie(grant)
    return grant.session.data
  }

  #become(session: Session, carrier: Carrier | null): void {
    this.#session = session
    this.#carrier = carrier
    this.#refusal = null
  }

  #died(): SojournError {
    this.#session = null
    this.#refusal = 'session/revoked'
    return new SojournError('session/revoked', 'The session ended while the request was under way.')
  }

  #requireSignedIn(): SignedInSession {
    if (this.#session?.status === 'signed-in') return this.#session
    throw new SojournError(this.#refusal ?? 'session/none', 'Nobody is signed in.')
  }

  #mayWrite(action: string): void {
    if (isSafeMethod(this.#head.method)) {
      throw new SojournError(
        'usage/invalid',
        `session.${action}() in a ${this.#head.method} request; use POST`,
      )
    }
    if (this.#out.headersSent) {
      throw new SojournError('usage/invalid', `session.${action}() after the answer's head was sent`)
    }
  }

  /** A cookie goes only to a page of this site that will send it back. */
  #maySetCookie(): void {
    const verdict = this.#setup.judge(this.#head, this.#site)
    if (verdict === 'other' || verdict === 'unknown')
      throw new SojournError('request/cross-site', crossSiteDetail)
    const found = this.#setup.diagnose(this.#head, this.#site)
    if (found === null) return
    throw new SojournError(
      'request/insecure',
      `The session cookie could not arrive: ${found.cause}. To mend it: ${found.fix}`,
    )
  }

  #setCookie({ session, sessionToken }: SessionGrant): void {
    const { lifetimes } = this.#setup.sojourn.policy
    const lifetime = lifetimes[session.status === 'anonymous' ? 'anonymous' : session.client.kind]
    const keepMs = this.#setup.persistent ? lifetime.absoluteTimeoutMs : null
    this.#setup.cookieReturn.sent(this.#head)
    putCookie(this.#out, setCookieLine(this.#site.cookie, sessionToken, keepMs))
  }
}

/** Whether the cookie can never count again, so that a new one may take its place. */
function isFinal(refusal: Refusal | null): boolean {
  return refusal !== 'credential/unknown-key' && refusal !== 'request/insecure'
}
