import type { RandomBytes } from './random-bytes.ts'
import type { Secret } from './secret-algebra.ts'

/** The times that an access token carries under its tag, in milliseconds since the epoch. */
export interface AccessTimes {
  /** The authentication that it was issued under: another one since has made it worthless. */
  readonly authAt: number
  readonly expiresAt: number
}

/** Packs the times of an access token, followed by 160 random bits, where other tokens have their secret. */
export function packAccessTimes(times: AccessTimes, randomBytes: RandomBytes): Secret {
  const bytes = Buffer.alloc(32)
  bytes.writeUIntBE(times.authAt, 0, 6)
  bytes.writeUIntBE(times.expiresAt, 6, 6)
  bytes.set(randomBytes(20), 12)
  return bytes.toString('base64url') as Secret // the same 32 bytes as any other secret
}

/** The times that `packAccessTimes` packed. */
export function unpackAccessTimes(secret: Secret): AccessTimes {
  const bytes = Buffer.from(secret, 'base64url')
  return { authAt: bytes.readUIntBE(0, 6), expiresAt: bytes.readUIntBE(6, 6) }
}
