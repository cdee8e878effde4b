import type { Errand, From } from '@sojourn/identity'
import type { RequestSession } from 'sojourn/hono'
import { type Refusal, refuse } from './refusal.ts'
import type { RouteParts } from './route-parts.ts'

export interface TurnCaller {
  readonly from: From
  /** Who is signed in. */
  readonly personId: string | null
  /** What the network has a budget for; true: nothing. */
  readonly errand: Errand | true
}

/**
 * Waits for the turn of a request whose work is costly. A flood from a network that has used up its budget is refused
 * before, at the cost of a look.
 */
export async function takeTurn(
  { context, turns }: Pick<RouteParts, 'context' | 'turns'>,
  { from, personId, errand }: TurnCaller,
): Promise<Refusal | null> {
  const network = from.network ?? 'unknown'
  let knownBy = personId
  if (knownBy === null) {
    const approach = await context.identity.approach(errand === true ? null : errand, from)
    if (approach.status === 'refused') return approach
    knownBy = approach.knownBy
  }
  const place =
    knownBy === null ? { isKnown: false, share: network } : { isKnown: true, share: `${knownBy} ${network}` }
  return (await turns.next(place)) ? null : busy
}

const busy = refuse('auth/busy', 'Too many people are signing in at once. Wait a moment, then try again.')

/**
 * A browser's mark is in its cookie, any other client's in the body: neither stands in for the other. Where no client is
 * named, the credential tells them apart.
 */
export function withMarkOf(content: unknown, from: From, carrier: RequestSession['carrier']): From {
  if (!isObject(content)) return from
  if ((content.client ?? (carrier === 'bearer' ? 'token' : 'web')) === 'web') return from
  const id = isObject(content.device) ? content.device.id : null
  return { ...from, device: typeof id === 'string' ? id : null }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
