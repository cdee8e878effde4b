import { hash, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { Salt, Secret, SecretAlgebra, SecretHash } from './secret-algebra.ts'

/** Secrets as they really are: 256 random bits, SHA-256, and HMAC-SHA-256 under the key ring. */
export function createCryptoAlgebra(ring: KeyRing, randomBytes: RandomBytes): SecretAlgebra {
  // The casts name texts that this object itself has just made.
  return {
    keyId: ring.signingKeyId,
    digest: (secret) => hash('sha256', secret, 'base64url') as SecretHash,
    ratchet: (keyId, salt, parent) =>
      (ring.ratchet(keyId, `${salt}.${parent}`)?.toString('base64url') ?? null) as Secret | null,
    random: () => Buffer.from(randomBytes(32)).toString('base64url') as Secret,
    salt: () => Buffer.from(randomBytes(16)).toString('base64url') as Salt,
    equal: (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
  }
}
