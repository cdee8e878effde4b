import type { Grant, SessionGrant } from '../engine/grant.ts'
import type { JsonObject } from '../engine/json.ts'
import { mergePatch, whyNotData } from '../engine/merge-patch.ts'
import type { RequestContext, Session, SessionData, SignedInSession } from '../engine/session.ts'
import type { MergePatch, Proof, ResumeResult, StepUpOptions, StepUpResult } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { EndReason } from '../engine/store.ts'
import { isFinal, isOver } from './refusals.ts'
import { isSafeMethod, type RequestHead } from './request-head.ts'
import type { Carrier, Refusal, RequestSignInOptions } from './request-session.ts'
import { putCookie, type ResponseHead } from './response-head.ts'
import { crossSiteDetail, type SessionsSetup } from './sessions-setup.ts'
import { expireCookieLine, setCookieLine } from './set-cookie.ts'
import type { Site } from './sites.ts'

/** A request with what it presented, and what that opens. The actions change it. */
export interface Presentation {
  readonly setup: SessionsSetup
  readonly head: RequestHead
  readonly out: ResponseHead
  readonly site: Site
  carrier: Carrier | null
  /** What was presented, or what took its place; null when it may not count. Never shown. */
  token: string | null
  session: Session | null
  refusal: Refusal | null
}

export async function signIn(
  at: Presentation,
  userId: string,
  options: RequestSignInOptions,
): Promise<SignedInSession | Grant<SignedInSession>> {
  mayWrite(at, 'signIn')
  const { carry = [], ...rest } = options
  const kind = options.client?.kind ?? 'web'
  if (kind === 'web') maySetCookie(at)
  const isReplacing = at.carrier === (kind === 'web' ? 'cookie' : 'bearer')
  const before = isReplacing && (await lookAgain(at)) === null ? at.session : null
  if (isReplacing) await endDormant(at)
  const grant = await at.setup.sojourn.signIn(userId, {
    ...rest,
    client: { ...contextOf(at), ...options.client, kind },
    ...(before !== null && { replaces: before.id }),
    ...(before?.status === 'anonymous' && { carry }),
  })
  const token = grant.kind === 'session' ? grant.sessionToken : grant.accessToken
  become(at, grant.session, kind === 'web' ? 'cookie' : 'bearer', token)
  at.out.setHeader('cache-control', 'no-store')
  if (kind !== 'web' || grant.kind !== 'session') return grant
  setCookie(at, grant)
  return grant.session
}

export async function stepUp(
  at: Presentation,
  options: Omit<StepUpOptions, 'context'>,
): Promise<StepUpResult> {
  mayWrite(at, 'stepUp')
  await recheck(at)
  const session = requireSignedIn(at)
  if (at.carrier === 'cookie') maySetCookie(at)
  const result = await at.setup.sojourn.stepUp(session.id, { ...options, context: contextOf(at) })
  if (result === null) throw died(at)
  const token = result.kind === 'session' ? result.sessionToken : result.accessToken
  become(at, result.session, at.carrier, token)
  at.out.setHeader('cache-control', 'no-store')
  if (at.carrier === 'cookie' && result.kind === 'session') setCookie(at, result)
  return result
}

export async function resume(
  at: Presentation,
  prove: (session: SignedInSession) => Promise<Proof | null>,
): Promise<ResumeResult> {
  mayWrite(at, 'resume')
  if (at.token === null)
    throw new SojournError(at.refusal ?? 'session/none', 'There is no session to resume.')
  if (at.carrier === 'cookie') maySetCookie(at)
  const result = await at.setup.sojourn.resume(at.token, prove, { context: contextOf(at) })
  if (result.status !== 'resumed') return result
  become(at, result.grant.session, at.carrier, result.grant.sessionToken)
  at.out.setHeader('cache-control', 'no-store')
  if (at.carrier === 'cookie') setCookie(at, result.grant)
  return result
}

export async function patch(at: Presentation, patch: MergePatch<SessionData>): Promise<SessionData> {
  mayWrite(at, 'patch')
  const reason = whyNotData(patch)
  if (reason !== null) throw new SojournError('data/invalid', reason)
  await recheck(at)
  const session = at.session
  if (session === null) return beginAnonymous(at, patch as unknown as JsonObject) // just looked at
  const data = await at.setup.sojourn.patch(session.id, patch, { context: contextOf(at) })
  if (data === null) throw died(at)
  at.session = { ...session, data }
  return data
}

export async function end(at: Presentation): Promise<void> {
  mayWrite(at, 'end')
  await endPresented(at)
  const hadCookie = at.carrier === 'cookie'
  at.token = null
  at.session = null
  at.refusal = null
  at.carrier = null
  if (at.out.headersSent) return
  at.out.setHeader('cache-control', 'no-store')
  if (!hadCookie) return
  putCookie(at.out, expireCookieLine(at.site.cookie))
  if (at.site.confidential) at.out.setHeader('clear-site-data', '"cache", "storage"')
}

export async function endOthers(
  at: Presentation,
  { reason = 'revoked-all' }: { readonly reason?: EndReason } = {},
): Promise<number> {
  mayWrite(at, 'endOthers')
  await recheck(at)
  const { id, userId } = requireSignedIn(at)
  return at.setup.sojourn.endUser(userId, { except: id, reason, context: contextOf(at) })
}

export async function recheck(at: Presentation): Promise<void> {
  if (at.session === null) return
  const code = await lookAgain(at)
  if (code === null) return
  throw new SojournError(code, 'The credential ceased to count while the request was under way.')
}

/** Looks at what the credential opens now: null when it counts, otherwise why it does not. */
async function lookAgain(at: Presentation): Promise<Refusal | null> {
  const { sojourn } = at.setup
  const token = at.token
  if (token === null || at.session === null) return at.refusal
  const known = sojourn.peek(token)
  const verdict = known ? null : await sojourn.check(token, contextOf(at))
  if (token !== at.token) return lookAgain(at) // another action of this request has just replaced it
  at.session = known ?? (verdict?.status === 'live' ? verdict.session : null)
  at.refusal = verdict?.status === 'refused' ? verdict.code : null
  return at.refusal
}

/** Who signs in anew in place of resuming leaves no session behind that could still be. */
async function endDormant(at: Presentation): Promise<void> {
  if (at.token !== null && at.refusal === 'session/idle') {
    await at.setup.sojourn.endPresented(at.token, { reason: 'sign-in', context: contextOf(at) })
  }
}

/** Ends what the credential belongs to, so that a sign-out is never answered with a false success. */
async function endPresented(at: Presentation): Promise<void> {
  const { sojourn } = at.setup
  const token = at.token
  let refusal = at.refusal
  if (token !== null) {
    const how = { reason: 'sign-out', context: contextOf(at) } as const
    if (await sojourn.endPresented(token, how)) return
    if (token !== at.token) return endPresented(at) // as above
    const verdict = await sojourn.check(token, how.context)
    if (verdict.status === 'live') {
      await sojourn.end(verdict.session.id, how)
      return
    }
    refusal = verdict.code
  }
  if (refusal === null || isOver(refusal)) return
  throw new SojournError(refusal, 'The presented credential was refused, so there is no session to end.')
}

async function beginAnonymous(at: Presentation, patch: JsonObject): Promise<SessionData> {
  const isReplaceable = at.carrier === null || (at.carrier === 'cookie' && isFinal(at.refusal))
  if (at.refusal !== null && !isReplaceable) {
    throw new SojournError(
      at.refusal,
      'The presented credential was refused, so there is no session to write to.',
    )
  }
  maySetCookie(at)
  const grant = await at.setup.sojourn.begin({
    data: mergePatch({}, patch) as SessionData, // what the application itself gave as a patch of SessionData
    client: contextOf(at),
  })
  become(at, grant.session, 'cookie', grant.sessionToken)
  at.out.setHeader('cache-control', 'no-store')
  setCookie(at, grant)
  return grant.session.data
}

function contextOf({ setup, head }: Presentation): RequestContext {
  return setup.contextOf(head)
}

function become(at: Presentation, session: Session, carrier: Carrier | null, token: string): void {
  at.token = token
  at.session = session
  at.carrier = carrier
  at.refusal = null
}

function died(at: Presentation): SojournError {
  at.session = null
  at.refusal = 'session/revoked'
  return new SojournError('session/revoked', 'The session ended while the request was under way.')
}

function requireSignedIn(at: Presentation): SignedInSession {
  if (at.session?.status === 'signed-in') return at.session
  throw new SojournError(at.refusal ?? 'session/none', 'Nobody is signed in.')
}

function mayWrite(at: Presentation, action: string): void {
  if (isSafeMethod(at.head.method)) {
    throw new SojournError('usage/invalid', `session.${action}() in a ${at.head.method} request; use POST`)
  }
  if (at.out.headersSent) {
    throw new SojournError('usage/invalid', `session.${action}() after the answer's head was sent`)
  }
}

/** A cookie goes only to a page of this site that will send it back. */
function maySetCookie(at: Presentation): void {
  const verdict = at.setup.judge(at.head, at.site)
  if (verdict === 'other' || verdict === 'unknown')
    throw new SojournError('request/cross-site', crossSiteDetail)
  const found = at.setup.diagnose(at.head, at.site)
  if (found === null) return
  throw new SojournError(
    'request/insecure',
    `The session cookie could not arrive: ${found.cause}. To mend it: ${found.fix}`,
  )
}

function setCookie(at: Presentation, { session, sessionToken }: SessionGrant): void {
  const { lifetimes } = at.setup.sojourn.policy
  const lifetime = lifetimes[session.status === 'anonymous' ? 'anonymous' : session.client.kind]
  const keepMs = at.setup.persistent ? lifetime.absoluteTimeoutMs : null
  at.setup.cookieReturn.sent(at.head)
  putCookie(at.out, setCookieLine(at.site.cookie, sessionToken, keepMs))
}
