import { hash } from 'node:crypto'
import type { RequestContext } from './session.ts'

/** What stands for a client's context in a refresh chain: a short digest of its network and user agent, a heuristic. */
export function contextOf({ network, userAgent }: RequestContext): string {
  return hash('sha256', JSON.stringify([network ?? null, userAgent ?? null]), 'base64url').slice(0, 12)
}
