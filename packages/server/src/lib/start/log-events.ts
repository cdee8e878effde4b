import type { IdentityEvent } from '@sojourn/identity'
import type { Sojourn, SojournEvent } from 'sojourn'
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

function levelOf({ type }: SojournEvent): 'info' | 'warn' | 'error' {
  if (type === 'store/failed') return 'error'
  return type === 'refresh/theft' || type === 'cookie/undeliverable' || type === 'cache/gap' ? 'warn' : 'info'
}
