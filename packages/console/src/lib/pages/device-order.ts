import type { SessionsAnswer } from '@sojourn/protocol'

/** One session of the list. */
export type DeviceSession = SessionsAnswer['sessions'][number]

/** This device, and the others: those used last first. */
export function inOrder(sessions: readonly DeviceSession[]): {
  current: DeviceSession | null
  rest: readonly DeviceSession[]
} {
  const rest = sessions.filter(({ current }) => !current)
  return {
    current: sessions.find(({ current }) => current) ?? null,
    rest: rest.sort((a, b) => Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt)),
  }
}
