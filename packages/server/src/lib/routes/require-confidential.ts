import type { Context, MiddlewareHandler } from 'hono'
import type { LogFields } from '../log/log.ts'
import type { Settings } from '../settings/settings.ts'
import { hostsOf } from './admit-known-hosts.ts'
import { isForThisMachine } from './for-this-machine.ts'
import { answerRefusal, refuse } from './refusal.ts'

const fix =
  'Use HTTPS. Behind a proxy that does: let it send X-Forwarded-Proto, and name it in SOJOURN_PROXIES.'
const transport = 'strict-transport-security'

/**
 * Turns away what came over plain HTTP when the server has a public origin. `securityHeaders()`, which runs before, has
 * decided it: it sets Strict-Transport-Security on encrypted connections only.
 */
export function requireConfidential(
  settings: Pick<Settings, 'origins'>,
  warn: (fields: LogFields) => void,
): MiddlewareHandler {
  const isUnneeded = isForThisMachine(settings)
  return async (c, next) => {
    if (isUnneeded || isEncrypted(c)) return next()
    warn({ ...hostsOf(c), fix })
    return answerRefusal(c, refuse('request/insecure', fix))
  }
}

function isEncrypted(c: Context): boolean {
  const { outgoing } = (c.env ?? {}) as { outgoing?: { hasHeader(name: string): boolean } } // as @hono/node-server gives it
  return outgoing?.hasHeader(transport) ?? c.res.headers.has(transport)
}
