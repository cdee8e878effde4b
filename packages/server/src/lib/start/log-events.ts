import type { IdentityEvent } from '@sojourn/identity'
import type { EventType, Sojourn, SojournEvent } from 'sojourn'
import type { Log } from '../log/log.ts'

/** Writes what happens to sessions: who, what, when (UTC) and from where. Events hold no secret. */
export function logSessions(sojourn: Pick<Sojourn, 'on'>, log: Log): void {
  sojourn.on('*', (event) => log[levelOf(event)]({ ...event }, event.type))
}

/** Writes what happens to accounts. */
export function logAccount(event: IdentityEvent, log: Log): void {
  const isTrouble = event.type === 'mail/failed' || event.type === 'sessions/not-ended'
  log[isTrouble ? 'error' : 'info']({ ...event }, event.type)
}

/** What somebody should look at, though all goes on. */
const warnings: ReadonlySet<EventType> = new Set([
  'refresh/theft',
  'auth/context-changed',
  'cookie/undeliverable',
  'cache/gap',
])

function levelOf({ type }: SojournEvent): 'info' | 'warn' | 'error' {
  if (type === 'store/failed') return 'error'
  return warnings.has(type) ? 'warn' : 'info'
}
