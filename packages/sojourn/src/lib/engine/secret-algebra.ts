declare const secretBrand: unique symbol
declare const saltBrand: unique symbol
declare const hashBrand: unique symbol

/** 256 secret bits as text. Never stored, logged or put into an error. */
export type Secret = string & { readonly [secretBrand]: 'Secret' }

/** 128 fresh bits as text: not secret, but different each time. */
export type Salt = string & { readonly [saltBrand]: 'Salt' }

/** The digest of a secret: what is stored. */
export type SecretHash = string & { readonly [hashBrand]: 'SecretHash' }

/**
 * What the transitions may do with secrets. The real one is SHA-256, HMAC-SHA-256 and the system's generator; the
 * model explorer gives a symbolic one, in which nobody can invert or guess.
 */
export interface SecretAlgebra {
  /** The key that makes new secrets. */
  readonly keyId: string
  digest(secret: Secret): SecretHash
  /** The successor of `parent`: a function of the key, the salt and the parent. Null when the key is not known. */
  ratchet(keyId: string, salt: Salt, parent: Secret): Secret | null
  random(): Secret
  salt(): Salt
  /** Whether two hashes are equal, in constant time. */
  equal(a: SecretHash, b: SecretHash): boolean
}
