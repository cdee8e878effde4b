import type { ClientKind } from '@sojourn/protocol'
import type { JsonObject } from './json.ts'
import type { Salt, SecretHash } from './secret-algebra.ts'
import type { SessionId } from './session-id.ts'

/** The authenticator assurance level (NIST SP 800-63B-4 §2). */
export type AssuranceLevel = 1 | 2 | 3

/** The device that holds a session's credentials. */
export interface Client {
  readonly kind: ClientKind
  /** The application's own identifier of the device, when it has one. */
  readonly deviceId: string | null
  /** What the person calls the device. */
  readonly name: string | null
  /** The `User-Agent` of the request that began the session, at most 255 characters. */
  readonly userAgent: string | null
  /** The network of that request: a prefix of its address, never the whole of it. */
  readonly network: string | null
}

/** How and when the person proved who they are. */
export interface Authentication {
  /** Time of the last authentication, in milliseconds since the epoch (`auth_time`). */
  readonly at: number
  /** The methods that were used, as RFC 8176 names them (`amr`). */
  readonly methods: readonly string[]
  readonly level: AssuranceLevel
  readonly roles: readonly string[]
}

/** The session token's hash. */
export interface SessionSecret {
  readonly hash: SecretHash
  readonly rotatedAt: number
}

/** What, with the key of that id, makes one secret's successor; a fresh salt for each rotation. */
export interface Ratchet {
  readonly keyId: string
  readonly salt: Salt
}

/** The state of a session's refresh tokens: confirmed rotation. */
export interface RefreshChain {
  /** The serial whose successors the candidates are. */
  readonly parent: number
  /** Serials `base < n <= head` are the candidates; serials at or below `base` are past. */
  readonly base: number
  readonly head: number
  /** The candidate that was used first, or null while none was. */
  readonly confirmed: number | null
  readonly rotatedAt: number
  /** The context of the client that caused the latest candidate. */
  readonly rotatedBy: string
  /** Made the candidates from the parent. */
  readonly ratchet: Ratchet
  /** Drawn ahead: will make the successor of the candidates. */
  readonly nextRatchet: Ratchet
  readonly hashes: {
    /** Null before the first rotation, when the first candidate has no parent. */
    readonly parent: SecretHash | null
    /** Siblings share one secret and differ only in the serial. */
    readonly candidate: SecretHash
    readonly next: SecretHash
  }
}

/** The server's record of one session. Immutable: a transition makes a new one. */
export interface SessionRecord {
  readonly id: SessionId
  /** Null while anonymous; never changes. */
  readonly userId: string | null
  /** Raised by one with each replace. */
  readonly version: number
  readonly client: Client
  readonly auth: Authentication | null
  readonly secret: SessionSecret | null
  readonly chain: RefreshChain | null
  readonly createdAt: number
  /** Raised in batches, outside of versions; idle expiry is derived from it. */
  readonly lastSeenAt: number
  /** The end of the absolute lifetime. */
  readonly expiresAt: number
  /** When the idle time-out was noticed of a session that may be resumed; null while it is in use. */
  readonly dormantSince: number | null
  /** The application's data. */
  readonly data: JsonObject
}

/** The time of the record's last write, which no clock reading may be behind. */
export function lastWriteOf(record: SessionRecord): number {
  return Math.max(
    record.createdAt,
    record.lastSeenAt,
    record.auth?.at ?? 0,
    record.secret?.rotatedAt ?? 0,
    record.chain?.rotatedAt ?? 0,
    record.dormantSince ?? 0,
  )
}
