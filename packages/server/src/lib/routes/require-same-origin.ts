import type { Context, MiddlewareHandler } from 'hono'
import { isLoopbackHost } from '../settings/loopback.ts'
import type { Settings } from '../settings/settings.ts'
import { hostOf } from './device-mark.ts'
import { answerRefusal, refuse } from './refusal.ts'

type Origins = Pick<Settings, 'origins' | 'allowedOrigins'>

const safeMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE']
const oneBearer = /^bearer [A-Za-z0-9._~+/-]+=*$/i

/**
 * Turns away a read that another site's page makes: `sessions()` judges the other methods. It runs before `sessions()`,
 * so that what is refused does not count as use of the session. What no browser says anything of passes, and so does an
 * address that somebody typed, an origin that is allowed by name, and a request whose only credential is a Bearer token.
 *
 * @param links whether what a browser shows in a window of its own passes, too, wherever it was linked
 */
export function requireSameOrigin(settings: Origins, links: 'refused' | 'followed'): MiddlewareHandler {
  return async (c, next) => {
    if (!safeMethods.includes(c.req.method) || isOwn(c, settings)) return next()
    if (links === 'followed' && isLink(c)) return next()
    return answerRefusal(
      c,
      refuse('request/cross-site', 'Call from a page of this site, or name the origin in `allowedOrigins`.'),
    )
  }
}

/** A frame is none: no page of ours may be framed, and asking for one would count as use of the session. */
function isLink(c: Context): boolean {
  const isFrame = (c.req.header('sec-fetch-dest') ?? 'document') !== 'document'
  return c.req.header('sec-fetch-mode') === 'navigate' && !isFrame
}

function isOwn(c: Context, { origins, allowedOrigins }: Origins): boolean {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')]
  if (origin !== undefined && allowedOrigins.includes(origin)) return true
  if (oneBearer.test(c.req.header('authorization') ?? '')) return true // with a Bearer token the cookie is not read
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined || origins.includes(origin)) return true
  // What a page with `Referrer-Policy: no-referrer` sends.
  return origin === 'null' ? site === 'same-origin' : isThisLoopbackHost(origin, hostOf(c))
}

/** Whether an origin is the loopback name and port that the request was sent to. */
function isThisLoopbackHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.origin === origin && isLoopbackHost(url.hostname) && url.host === host.toLowerCase()
}
