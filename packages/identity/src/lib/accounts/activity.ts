/** What an account's activity tells: what identity saw, and what its caller noted. */
export type ActivityKind =
  | 'registered'
  | 'verified'
  | 'signed-in'
  | 'signed-in-new-device'
  | 'reauthenticated'
  | 'password-changed'
  | 'password-reset'
  | 'email-change-asked'
  | 'email-changed'
  | 'renamed'
  | 'roles-changed'
  | 'disabled'
  | 'enabled'
  | 'exported'
  | 'signed-out'
  | 'session-ended'
  | 'sessions-ended'
  | 'device-named'
  | 'refresh-theft'
  | 'network-changed'

/** One line of an account's recent activity. */
export interface Activity {
  readonly at: number
  readonly kind: ActivityKind
  readonly network: string | null
  readonly userAgent: string | null
}
