import type { Sojourn } from '../engine/sojourn.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import { admitOrigin } from './allowed-origins.ts'
import type { Answer } from './answer.ts'
import { PresentedSession } from './presented-session.ts'
import { answerCode, answerError } from './problem-answer.ts'
import { malformedBearer, readBearer } from './read-bearer.ts'
import { duplicateCookie, readCookie } from './read-cookie.ts'
import { isHopeless } from './refusals.ts'
import { isSafeMethod, type RequestHead, singleHeader } from './request-head.ts'
import type { Carrier, Refusal, RequestSession } from './request-session.ts'
import { putCookie, type ResponseHead } from './response-head.ts'
import type { SessionsOptions } from './sessions-options.ts'
import { createSessionsSetup, crossSiteDetail, type SessionsSetup } from './sessions-setup.ts'
import { expireCookieLine } from './set-cookie.ts'
import type { Site } from './sites.ts'

/** What a request goes through before the application sees it. */
export class SessionDoor {
  readonly #setup: SessionsSetup

  /** @throws `config/invalid` */
  constructor(sojourn: Sojourn, options?: SessionsOptions) {
    this.#setup = createSessionsSetup(sojourn, options)
  }

  /**
   * The session of a request, or the answer to give instead. Synchronous when the credential is known here or there is
   * none; never rejects.
   */
  open(head: RequestHead, out: ResponseHead): RequestSession | Answer | Promise<RequestSession | Answer> {
    const setup = this.#setup
    const site = setup.siteOf(head)
    if (site === undefined) return answerCode('request/unknown-host', setup.explainHost(head))
    if (setup.allowedOrigins.size > 0) {
      const answer = admitOrigin(head, out, setup.allowedOrigins)
      if (answer !== null) return answer
    }
    const bearer = readBearer(head)
    if (typeof bearer === 'string') return this.#present(head, out, site, 'bearer', bearer)
    const cookies = head.headers.cookie
    const cookie = cookies === undefined ? undefined : readCookie(cookies, site.cookie.name)
    if (!isSafeMethod(head.method)) {
      const verdict = setup.judge(head, site)
      const passes = verdict === 'unknown' ? cookie === undefined : verdict !== 'other'
      if (!passes) return answerCode('request/cross-site', crossSiteDetail)
    }
    if (bearer === malformedBearer) return this.#refuse(head, out, site, 'bearer', 'credential/malformed')
    if (cookie === undefined) {
      setup.noteMissingCookie(head)
      return new PresentedSession({
        setup,
        head,
        out,
        site,
        carrier: null,
        token: null,
        session: null,
        refusal: null,
      }).asSession()
    }
    setup.cookieReturn.arrived()
    if (cookie === duplicateCookie) {
      return answerCode(
        'request/duplicate-cookie',
        `Two cookies named ${site.cookie.name} arrived; delete both.`,
      )
    }
    if (cookie.startsWith('sjs_')) return this.#present(head, out, site, 'cookie', cookie)
    const isToken = cookie.startsWith('sja_') || cookie.startsWith('sjr_')
    return this.#refuse(head, out, site, 'cookie', isToken ? 'credential/wrong-kind' : 'credential/malformed')
  }

  #present(
    head: RequestHead,
    out: ResponseHead,
    site: Site,
    carrier: Carrier,
    token: string,
  ): RequestSession | Promise<RequestSession | Answer> {
    const setup = this.#setup
    if (!site.confidential) {
      setup.diagnose(head, site)
      return this.#refuse(head, out, site, carrier, 'request/insecure')
    }
    const session = setup.sojourn.peek(token)
    if (session === undefined) return this.#check(head, out, site, carrier, token)
    this.#keepPrivate(out)
    return new PresentedSession({
      setup,
      head,
      out,
      site,
      carrier,
      token,
      session,
      refusal: null,
    }).asSession()
  }

  async #check(
    head: RequestHead,
    out: ResponseHead,
    site: Site,
    carrier: Carrier,
    token: string,
  ): Promise<RequestSession | Answer> {
    try {
      const verdict = await this.#setup.sojourn.check(token, this.#setup.contextOf(head))
      if (verdict.status === 'refused') return this.#refuse(head, out, site, carrier, verdict.code, token)
      this.#keepPrivate(out)
      const { session } = verdict
      return new PresentedSession({
        setup: this.#setup,
        head,
        out,
        site,
        carrier,
        token,
        session,
        refusal: null,
      }).asSession()
    } catch (error) {
      // No wait mends it: whoever presents it is nobody until a sign-in, which a 503 to every request would prevent.
      const isCorrupt = error instanceof SojournError && error.code === 'record/corrupt'
      return isCorrupt ? this.#refuse(head, out, site, carrier, error.code, token) : answerError(error)
    }
  }

  #refuse(
    head: RequestHead,
    out: ResponseHead,
    site: Site,
    carrier: Carrier,
    code: Refusal,
    token: string | null = null,
  ): RequestSession {
    this.#keepPrivate(out)
    const isPage = (singleHeader(head, 'sec-fetch-mode') ?? 'navigate') === 'navigate'
    const isForgotten = carrier === 'cookie' && isPage && isHopeless(code) && !out.headersSent
    if (isForgotten) putCookie(out, expireCookieLine(site.cookie))
    return new PresentedSession({
      setup: this.#setup,
      head,
      out,
      site,
      carrier,
      token,
      session: null,
      refusal: code,
    }).asSession()
  }

  #keepPrivate(out: ResponseHead): void {
    const { cacheControl } = this.#setup
    if (cacheControl === null || out.headersSent || out.getHeader('cache-control') !== undefined) return
    out.setHeader('cache-control', cacheControl)
  }
}
