import type { Grant, SessionGrant } from '../engine/grant.ts'
import type { JsonObject } from '../engine/json.ts'
import { mergePatch, whyNotData } from '../engine/merge-patch.ts'
import type { RequestContext, Session, SessionData, SignedInSession } from '../engine/session.ts'
import type { SessionId } from '../engine/session-id.ts'
import type { MergePatch, StepUpOptions, StepUpResult } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { EndReason } from '../engine/store.ts'
import { isFinal, isOver } from './refusals.ts'
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
  /** What was presented, or what took its place; null when it may not count. Never shown. */
  #token: string | null
  #session: Session | null
  #refusal: Refusal | null

  constructor(
    setup: SessionsSetup,
    head: RequestHead,
    out: ResponseHead,
    site: Site,
    carrier: Carrier | null,
    token: string | null,
    session: Session | null,
    refusal: Refusal | null,
  ) {
    this.#setup = setup
    this.#head = head
    this.#out = out
    this.#site = site
    this.#carrier = carrier
    this.#token = token
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
    const isReplacing = this.#carrier === (kind === 'web' ? 'cookie' : 'bearer')
    const before = isReplacing && (await this.#lookAgain()) === null ? this.#session : null
    const grant = await this.#setup.sojourn.signIn(userId, {
      ...rest,
      client: { ...this.#setup.contextOf(this.#head), ...options.client, kind },
      ...(before !== null && { replaces: before.id }),
      ...(before?.status === 'anonymous' && { carry }),
    })
    const token = grant.kind === 'session' ? grant.sessionToken : grant.accessToken
    this.#become(grant.session, kind === 'web' ? 'cookie' : 'bearer', token)
    this.#out.setHeader('cache-control', 'no-store')
    if (kind !== 'web' || grant.kind !== 'session') return grant
    this.#setCookie(grant)
    return grant.session
  }

  async stepUp(options: Omit<StepUpOptions, 'context'>): Promise<StepUpResult> {
    this.#mayWrite('stepUp')
    await this.recheck()
    const session = this.#requireSignedIn()
    if (this.#carrier === 'cookie') this.#maySetCookie()
    const context = this.#setup.contextOf(this.#head)
    const result = await this.#setup.sojourn.stepUp(session.id, { ...options, context })
    if (result === null) throw this.#died()
    const token = result.kind === 'session' ? result.sessionToken : result.accessToken
    this.#become(result.session, this.#carrier, token)
    this.#out.setHeader('cache-control', 'no-store')
    if (this.#carrier === 'cookie' && result.kind === 'session') this.#setCookie(result)
    return result
  }

  async patch(patch: MergePatch<SessionData>): Promise<SessionData> {
    this.#mayWrite('patch')
    const reason = whyNotData(patch)
    if (reason !== null) throw new SojournError('data/invalid', reason)
    await this.recheck()
    const session = this.#session
    if (session === null) return this.#beginAnonymous(patch as unknown as JsonObject) // just looked at
    const data = await this.#setup.sojourn.patch(session.id, patch)
    if (data === null) throw this.#died()
    this.#session = { ...session, data }
    return data
  }

  async end(): Promise<void> {
    this.#mayWrite('end')
    await this.#endPresented()
    const hadCookie = this.#carrier === 'cookie'
    this.#token = null
    this.#session = null
    this.#refusal = null
    this.#carrier = null
    if (this.#out.headersSent) return
    this.#out.setHeader('cache-control', 'no-store')
    if (!hadCookie) return
    putCookie(this.#out, expireCookieLine(this.#site.cookie))
    if (this.#site.confidential) this.#out.setHeader('clear-site-data', '"cache", "storage"')
  }

  async endOthers({ reason = 'revoked-all' }: { readonly reason?: EndReason } = {}): Promise<number> {
    this.#mayWrite('endOthers')
    await this.recheck()
    const { id, userId } = this.#requireSignedIn()
    return this.#setup.sojourn.endUser(userId, { except: id, reason })
  }

  async recheck(): Promise<void> {
    if (this.#session === null) return
    const code = await this.#lookAgain()
    if (code === null) return
    throw new SojournError(code, 'The credential ceased to count while the request was under way.')
  }

  /** Looks at what the credential opens now: null when it counts, otherwise why it does not. */
  async #lookAgain(): Promise<Refusal | null> {
    const { sojourn } = this.#setup
    const token = this.#token
    if (token === null || this.#session === null) return this.#refusal
    const known = sojourn.peek(token)
    const verdict = known ? null : await sojourn.check(token, this.context)
    if (token !== this.#token) return this.#lookAgain() // another action of this request has just replaced it
    this.#session = known ?? (verdict?.status === 'live' ? verdict.session : null)
    this.#refusal = verdict?.status === 'refused' ? verdict.code : null
    return this.#refusal
  }

  /** Ends what the credential belongs to, so that a sign-out is never answered with a false success. */
  async #endPresented(): Promise<void> {
    const { sojourn } = this.#setup
    const token = this.#token
    let refusal = this.#refusal
    if (token !== null) {
      if (await sojourn.endPresented(token, { reason: 'sign-out' })) return
      if (token !== this.#token) return this.#endPresented() // as above
      const verdict = await sojourn.check(token, this.context)
      if (verdict.status === 'live') {
        await sojourn.end(verdict.session.id, { reason: 'sign-out' })
        return
      }
      refusal = verdict.code
    }
    if (refusal === null || isOver(refusal)) return
    throw new SojournError(refusal, 'The presented credential was refused, so there is no session to end.')
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
    this.#become(grant.session, 'cookie', grant.sessionToken)
    this.#out.setHeader('cache-control', 'no-store')
    this.#setCookie(grant)
    return grant.session.data
  }

  #become(session: Session, carrier: Carrier | null, token: string): void {
    this.#token = token
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
