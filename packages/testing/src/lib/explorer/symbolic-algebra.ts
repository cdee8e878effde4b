import type { TermAlgebra } from './rotation-rules.ts'

/** The parts of a secret that a ratchet made. */
export interface RatchetTerm {
  readonly keyId: string
  readonly salt: string
  readonly parent: string
}

/**
 * Secrets as terms: `$…` is random, `h(x)` a digest, `r(key,salt,x)` a ratchet's successor of x. Two secrets are equal
 * when their texts are, and nobody but the model looks into one.
 */
export function createSymbolicAlgebra(): TermAlgebra {
  let drawn = 0
  const draw = (): string => `$new${++drawn}`
  return {
    keyId: 'k',
    digest: (secret) => `h(${secret})`,
    ratchet: (keyId, salt, parent) => `r(${keyId},${salt},${parent})`,
    random: draw,
    salt: draw,
    equal: (a, b) => a === b,
  }
}

/** The secret whose digest that is: for the model's eyes only. */
export function secretBehind(hash: string): string {
  return hash.slice(2, -1)
}

/** Takes a term apart; null unless a ratchet made it. */
export function readRatchetTerm(secret: string): RatchetTerm | null {
  const match = /^r\(([^,]*),([^,]*),(.*)\)$/.exec(secret)
  return match && { keyId: match[1] ?? '', salt: match[2] ?? '', parent: match[3] ?? '' }
}

/** Whether someone who knows the key, and `known`, but has not read the store can make the secret. */
export function derivable(secret: string, known: string): boolean {
  const term = readRatchetTerm(secret)
  return secret === known || (term !== null && !term.salt.startsWith('$') && derivable(term.parent, known))
}
