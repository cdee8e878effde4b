import type { ActivityKind } from '@sojourn/identity'
import type { SojournEvent } from 'sojourn'
import type { Metrics } from '../metrics/metrics.ts'
import type { RouteParts } from './route-parts.ts'

/** Tells the metrics what happens to sessions, and each person what happened to theirs without them. A thief leaves nothing. */
export function listenToSessions({ context, note }: RouteParts, metrics: Metrics): void {
  const { identity, log } = context

  /** The session that a theft ends may have asked for another address. */
  async function cancelEmailChange(userId: string): Promise<void> {
    try {
      await identity.cancelEmailChange(userId)
    } catch (error) {
      log.error({ userId, error: String(error) }, 'a change of address could not be voided after a theft')
    }
  }

  context.sojourn.on('*', (event) => {
    metrics.countSession(event)
    if (event.type === 'refresh/theft' && event.userId !== null) void cancelEmailChange(event.userId)
    const kind = kindOf(event)
    if (kind === null || !('userId' in event) || event.userId === null) return
    const { network = null, userAgent = null } = event.context ?? {}
    void note(event.userId, kind, { network, userAgent, device: null })
  })
}

/** What a person is told of. What they did themselves, the routes have told. */
function kindOf(event: SojournEvent): ActivityKind | null {
  if (event.type === 'refresh/theft') return 'refresh-theft'
  if (event.type === 'auth/context-changed') return isElsewhere(event) ? 'network-changed' : null
  return event.type === 'session/ended' && event.reason === 'limit' ? 'session-ended' : null
}

/** Another network than the session began in. A program that was updated alone is nothing to tell a person of. */
function isElsewhere({ context, beganFrom }: SojournEvent<'auth/context-changed'>): boolean {
  const { network: before = null } = beganFrom
  const { network = null } = context ?? {}
  return before !== null && network !== null && network !== before
}
