import type { Policy } from './policy.ts'
import type { SessionRecord } from './record.ts'

/** What the rules of expiry look at. */
export type Expiring = Pick<
  SessionRecord,
  'userId' | 'client' | 'auth' | 'secret' | 'createdAt' | 'lastSeenAt' | 'expiresAt' | 'dormantSince'
>

/** When the session's absolute lifetime is over: as it was granted, or sooner when the policy has become stricter. */
export function absoluteDeadline(record: Expiring, policy: Policy): number {
  const since = record.auth?.at ?? record.createdAt
  return Math.min(record.expiresAt, since + lifetimeOf(record, policy).absoluteTimeoutMs)
}

/** When the session expires unless it is seen again; Infinity when the policy sets no idle time-out. */
function idleDeadline(record: Expiring, policy: Policy): number {
  return record.lastSeenAt + (lifetimeOf(record, policy).idleTimeoutMs ?? Infinity)
}

/** When the session expires unless it is seen again, by either rule. */
export function deadlineOf(record: Expiring, policy: Policy): number {
  return Math.min(absoluteDeadline(record, policy), idleDeadline(record, policy))
}

/** Which rule the session has expired by, or null while it lives. A deadline is the first moment of death. */
export function expiryReason(record: Expiring, policy: Policy, now: number): 'expired' | 'idle' | null {
  if (now >= absoluteDeadline(record, policy)) return 'expired'
  if (record.dormantSince !== null || now >= idleDeadline(record, policy)) return 'idle'
  return null
}

/**
 * Whether an idle session waits for its person, until the absolute lifetime is over or the store forgets it: only with
 * the session secret can it be resumed, so it needs one. (SP 800-63B-4 §2.2.3)
 */
export function isResumable({ userId, secret }: Expiring, { resumesIdle }: Policy): boolean {
  return resumesIdle && userId !== null && secret !== null
}

/** When a store may forget the session. */
export function keepUntilOf(record: Expiring, policy: Policy): number {
  return forgetAfter(deadlineOf(record, policy))
}

/** When what is dead from `deadline` on may be forgotten: a day later, so that a late client still hears why. */
export function forgetAfter(deadline: number): number {
  return deadline + 86_400_000
}

function lifetimeOf(record: Expiring, policy: Policy): Policy['lifetimes']['web'] {
  return policy.lifetimes[record.userId === null ? 'anonymous' : record.client.kind]
}
