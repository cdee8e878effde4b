import type { SignedInSession } from 'sojourn'

/** Everything that is held about a person, as plain JSON (GDPR art. 15, 20). Times are RFC 3339, UTC. */
export interface AccountExport {
  readonly exportedAt: string
  readonly account: {
    readonly id: string
    readonly email: string
    readonly name: string | null
    readonly roles: readonly string[]
    readonly verified: boolean
    readonly disabled: boolean
    readonly createdAt: string
    readonly passwordChangedAt: string
  }
  /** Devices that signed in and are known again, without the mark by which they are. */
  readonly devices: readonly {
    readonly firstSeenAt: string
    readonly lastSeenAt: string
    readonly network: string | null
    readonly userAgent: string | null
    /** What the person calls it. */
    readonly name: string | null
    /** The id of the session that it began last. */
    readonly session: string | null
  }[]
  /** Mailed codes that wait to be used, without the code. */
  readonly pendingCodes: readonly {
    readonly purpose: string
    readonly email: string
    readonly expiresAt: string
  }[]
  /** Wrong passwords since the last right one, of devices that are not known. */
  readonly wrongPasswords: number
  readonly activity: readonly {
    readonly at: string
    readonly kind: string
    readonly network: string | null
    readonly userAgent: string | null
  }[]
  readonly sessions: readonly {
    readonly id: string
    readonly client: SignedInSession['client']
    readonly methods: readonly string[]
    readonly createdAt: string
    readonly lastSeenAt: string
    readonly expiresAt: string
    readonly data: SignedInSession['data']
  }[]
}
