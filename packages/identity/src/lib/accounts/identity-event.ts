import type { ErrorCode } from '@sojourn/protocol'

/** What happens to accounts, by type: the details beside time, account and place. */
export interface IdentityEventDetails {
  'account/registered': object
  /** Somebody asked for an account, and has to confirm the address first. */
  'account/registration-asked': object
  /** Somebody registered an address that has an account. */
  'account/registered-again': object
  'account/verified': object
  'account/email-change-asked': object
  'account/email-changed': object
  'account/renamed': object
  'account/roles-changed': { readonly roles: readonly string[] }
  'account/disabled': object
  'account/enabled': object
  'account/removed': object
  'account/exported': object
  'auth/authenticated': { readonly device: 'known' | 'new' }
  'auth/reauthenticated': object
  /** `code` is why; a wrong password and an unknown address have the same one. */
  'auth/refused': { readonly code: ErrorCode }
  'password/changed': object
  'password/reset-asked': object
  'password/reset': object
  /** The hash was renewed because the settings rose. */
  'password/rehashed': object
  /** A mail was given up: after the last attempt, or because too many wait. `cause` is the error's code. */
  'mail/failed': { readonly mail: string; readonly attempts: number; readonly cause: string }
  /** Sessions could not be ended yet; `sweep` tries again. */
  'sessions/not-ended': { readonly code: ErrorCode }
}

export type IdentityEventType = keyof IdentityEventDetails

/** One event: what, when (UTC, ISO 8601), whose account and from where. Holds no secret and no address. */
export type IdentityEvent<Type extends IdentityEventType = IdentityEventType> = {
  [Key in Type]: {
    readonly type: Key
    readonly at: string
    readonly accountId: string | null
    readonly network: string | null
    readonly userAgent: string | null
  } & IdentityEventDetails[Key]
}[Type]
