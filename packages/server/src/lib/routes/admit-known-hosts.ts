import { errors } from '@sojourn/protocol'
import type { Context, MiddlewareHandler } from 'hono'
import type { LogFields } from '../log/log.ts'
import { refusedPage } from '../pages/plain-page.ts'
import type { Settings } from '../settings/settings.ts'
import { answerRefusal, refuse } from './refusal.ts'

const code = 'request/unknown-host'

/**
 * Has requests for another host refused in the words of this server: with the settings that serve it, and to a browser
 * that went there with a page.
 *
 * @param open the bridge's `sessions()`, which decides; it advises how to call the library
 */
export function admitKnownHosts(
  open: MiddlewareHandler,
  settings: Pick<Settings, 'origin'>,
  warn: (fields: LogFields) => void,
): MiddlewareHandler {
  const fix =
    settings.origin === null
      ? 'Set SOJOURN_ORIGIN to the public origin, like https://app.example: without it, only this machine is served.'
      : 'Set SOJOURN_ORIGIN to it, or name it in SOJOURN_HOSTS as well. Behind a proxy, let that pass the Host on.'
  return async (c, next) => {
    const answer = await open(c, next)
    if (answer?.status !== errors[code].status) return answer
    warn({ ...hostsOf(c), fix })
    if (c.req.header('sec-fetch-mode') !== 'navigate') {
      return answerRefusal(c, refuse(code, `This host is not served here. If it should be: ${fix}`))
    }
    c.header('cache-control', 'no-store')
    const words = { title: 'Not served here', what: 'This server does not answer to this host name.', fix }
    return c.html(refusedPage(words), errors[code].status)
  }
}

/** The names that were asked for, unless they are none: a proxy may have named another one. */
export function hostsOf(c: Context): LogFields {
  return { host: hostName(c.req.header('host')), forwardedHost: hostName(c.req.header('x-forwarded-host')) }
}

function hostName(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z0-9.:[\]-]{1,255}$/.test(text) ? text : null
}
