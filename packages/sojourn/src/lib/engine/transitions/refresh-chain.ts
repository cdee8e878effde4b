import type { Ratchet, RefreshChain } from '../record.ts'
import type { Secret, SecretAlgebra, SecretHash } from '../secret-algebra.ts'

/** Where a presented serial and secret stand in a chain. */
export type Rank = 'parent' | 'candidate' | 'lost-rotation' | 'lost-candidate' | 'past'

/** A new chain, whose only candidate is `secret` with serial 1. */
export function beginChain(secret: Secret, by: string, now: number, algebra: SecretAlgebra): RefreshChain {
  const { nextRatchet, next } = drawNext(secret, algebra)
  return {
    parent: 0,
    base: 0,
    head: 1,
    confirmed: null,
    rotatedAt: now,
    rotatedBy: by,
    ratchet: nextRatchet,
    nextRatchet,
    hashes: { parent: null, candidate: algebra.digest(secret), next },
  }
}

/** Ranks a presented token. Serial and secret must both fit. */
export function rankOf(chain: RefreshChain, serial: number, hash: SecretHash, algebra: SecretAlgebra): Rank {
  const { hashes } = chain
  if (serial > chain.base && serial <= chain.head && algebra.equal(hash, hashes.candidate)) return 'candidate'
  if (serial === chain.parent && hashes.parent !== null && algebra.equal(hash, hashes.parent)) return 'parent'
  if (serial === chain.head + 1 && algebra.equal(hash, hashes.next)) return 'lost-rotation'
  if (serial === chain.head + 1 && algebra.equal(hash, hashes.candidate)) return 'lost-candidate'
  return 'past'
}

/** The secret that all candidates share, from the parent's; null when its key is not known any more. */
export function candidateSecret(chain: RefreshChain, parent: Secret, algebra: SecretAlgebra): Secret | null {
  return algebra.ratchet(chain.ratchet.keyId, chain.ratchet.salt, parent)
}

/** The secret of the candidates' successor; null when its key is not known any more. */
export function successorSecret(
  chain: RefreshChain,
  candidate: Secret,
  algebra: SecretAlgebra,
): Secret | null {
  return algebra.ratchet(chain.nextRatchet.keyId, chain.nextRatchet.salt, candidate)
}

/** The chain after its candidate `serial` has become the parent of `successor`. */
export function rotateChain(
  chain: RefreshChain,
  serial: number,
  successor: Secret,
  rotation: { readonly by: string; readonly now: number; readonly algebra: SecretAlgebra },
): RefreshChain {
  const { nextRatchet, next } = drawNext(successor, rotation.algebra)
  return {
    parent: serial,
    base: chain.head,
    head: chain.head + 1,
    confirmed: null,
    rotatedAt: rotation.now,
    rotatedBy: rotation.by,
    ratchet: chain.nextRatchet,
    nextRatchet,
    hashes: { parent: chain.hashes.candidate, candidate: rotation.algebra.digest(successor), next },
  }
}

function drawNext(secret: Secret, algebra: SecretAlgebra): { nextRatchet: Ratchet; next: SecretHash } {
  const nextRatchet = { keyId: algebra.keyId, salt: algebra.salt() }
  const next = algebra.ratchet(nextRatchet.keyId, nextRatchet.salt, secret)
  if (next === null) throw new TypeError('the signing key cannot be unknown')
  return { nextRatchet, next: algebra.digest(next) }
}
