import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { SojournError } from './sojourn-error.ts'

/** The shortest key material, in bytes: the length of the hash that it keys (RFC 7518 §3.2). */
const shortestKeyBytes = 32
const keyIdBytes = 5

/** The keys of one piece of key material, each derived with a label of its own (RFC 5869). */
interface Key {
  readonly id: string
  readonly tag: KeyObject
  readonly ratchet: KeyObject
}

/** Several keys by id. The first one signs; all of them verify. */
export interface KeyRing {
  /** The id of the key that signs: 5 bytes as hexadecimal. */
  readonly signingKeyId: string
  has(keyId: string): boolean
  /** HMAC-SHA-256 for token tags; null when the key is not known. */
  tag(keyId: string, text: string): Buffer | null
  /** HMAC-SHA-256 for refresh secrets; null when the key is not known. */
  ratchet(keyId: string, text: string): Buffer | null
}

/**
 * Makes new key material: 32 random bytes as base64url, for `keys` or the environment.
 *
 * @example
 * console.log(`SOJOURN_KEYS=${generateKey()}`) // once; keep it where secrets are kept
 */
export function generateKey(): string {
  return randomBytes(shortestKeyBytes).toString('base64url')
}

/**
 * Makes the key ring.
 *
 * To change keys without signing anybody out, first add the new key at the end everywhere, then move it to the front,
 * and remove the old one when the longest absolute lifetime has passed.
 *
 * @param keys base64url texts of 32 bytes or more, as a list or separated by commas or white space
 * @throws `config/key-missing`, `config/key-too-short`, `config/invalid`
 */
export function createKeyRing(keys: string | readonly string[] | undefined): KeyRing {
  const texts = (typeof keys === 'string' ? [keys] : (keys ?? []))
    .flatMap((text) => text.split(/[\s,]+/))
    .filter(Boolean)
  const [first] = texts
  if (first === undefined) {
    throw new SojournError(
      'config/key-missing',
      'keys: give at least one; generateKey() makes one to keep in a secret',
    )
  }
  const ring = new Map<string, Key>()
  for (const [index, text] of texts.entries()) {
    const key = deriveKey(text, index)
    if (ring.has(key.id))
      throw new SojournError('config/invalid', `keys[${index}]: the same key is given twice`)
    ring.set(key.id, key)
  }
  const mac = (key: KeyObject | undefined, text: string): Buffer | null =>
    key ? createHmac('sha256', key).update(text).digest() : null
  return {
    signingKeyId: deriveKey(first, 0).id,
    has: (keyId) => ring.has(keyId),
    tag: (keyId, text) => mac(ring.get(keyId)?.tag, text),
    ratchet: (keyId, text) => mac(ring.get(keyId)?.ratchet, text),
  }
}

function deriveKey(text: string, index: number): Key {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    throw new SojournError('config/invalid', `keys[${index}]: not base64url; generateKey() makes a good one`)
  }
  const material = Buffer.from(text, 'base64url')
  if (material.length < shortestKeyBytes) {
    throw new SojournError(
      'config/key-too-short',
      `keys[${index}]: ${material.length} bytes; ${shortestKeyBytes} or more are needed, generateKey() makes them`,
    )
  }
  const derive = (label: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', material, '', `sojourn v1 ${label}`, length))
  return {
    id: derive('key id', keyIdBytes).toString('hex'),
    // Key objects: Node makes one for each HMAC that is given bytes, which takes five times the HMAC itself.
    tag: createSecretKey(derive('token tag', 32)),
    ratchet: createSecretKey(derive('refresh ratchet', 32)),
  }
}
