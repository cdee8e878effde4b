import type { SessionsAnswer } from '@sojourn/protocol'

/** One session of the list. */
export type DeviceSession = SessionsAnswer['sessions'][number]

/** This device first, then the one seen last. */
export function inOrder(sessions: readonly DeviceSession[]): readonly DeviceSession[] {
  return sessions.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
  )
}
