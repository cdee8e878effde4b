import type { Context, MiddlewareHandler } from 'hono'
import { answerRefusal, refuse } from './refusal.ts'

interface Incoming {
  readonly url?: string
  readonly headers?: { readonly host?: string }
  readonly rawHeaders?: readonly string[]
}

/**
 * Turns away a request that names two hosts (RFC 9112 §3.2): Node takes the first `Host`, and a proxy may have taken the
 * other, or the one of a target that is a whole address.
 */
export function requireOneHost(): MiddlewareHandler {
  return async (c, next) => {
    const { incoming } = (c.env ?? {}) as { incoming?: Incoming } // as @hono/node-server gives it
    if (incoming === undefined || (countHosts(incoming) <= 1 && isOfHost(incoming))) return next()
    return refuseTwo(c)
  }
}

function refuseTwo(c: Context): Response {
  return answerRefusal(c, refuse('request/malformed', 'The request names two hosts. Send one Host.'))
}

function countHosts({ rawHeaders = [] }: Incoming): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}

/** Whether the target is a path, or a whole address with the host that `Host` names. */
function isOfHost({ url = '/', headers }: Incoming): boolean {
  if (url.startsWith('/')) return true
  const [, scheme = '', authority = ''] = /^(https?):\/\/([^/?#\\]*)/i.exec(url) ?? []
  const host = hostOf(scheme, authority)
  return host !== null && host === hostOf(scheme, headers?.host ?? '')
}

/** A host with its port, in one spelling; null for what is none, and for one with a name and password before it. */
function hostOf(scheme: string, authority: string): string | null {
  if (authority.includes('@') || !URL.canParse(`${scheme}://${authority}`)) return null
  return new URL(`${scheme}://${authority}`).host
}
