import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { SojournError } from 'sojourn'

/** What a digest is of; each kind has keys of its own. */
export type DigestKind = 'device mark' | 'mailed code' | 'guessed address'

/** Digests under the operator's keys: who has the database alone can't tell what they are of. */
export interface KeyDigests {
  /** The digest to be kept, under the first key. */
  of(kind: DigestKind, text: string): string
  /** The digests that may have been kept, one for each key. */
  allOf(kind: DigestKind, text: string): readonly string[]
}

const shortestKeyBytes = 32

/**
 * @param keys base64url texts of 32 bytes or more, as a list or separated by commas or white space
 * @throws `config/key-missing`, `config/key-too-short`, `config/invalid`
 */
export function createKeyDigests(keys: string | readonly string[]): KeyDigests {
  const texts = [keys]
    .flat()
    .flatMap((text) => text.split(/[\s,]+/))
    .filter(Boolean)
  if (texts.length === 0) {
    throw new SojournError(
      'config/key-missing',
      'keys: give at least one; generateKey() of sojourn makes one',
    )
  }
  const rings: Record<DigestKind, readonly KeyObject[]> = {
    'device mark': texts.map((text, index) => deriveKey(text, index, 'device mark')),
    'mailed code': texts.map((text, index) => deriveKey(text, index, 'mailed code')),
    'guessed address': texts.map((text, index) => deriveKey(text, index, 'guessed address')),
  }
  const mac = (key: KeyObject, text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url')
  const allOf = (kind: DigestKind, text: string): string[] => rings[kind].map((key) => mac(key, text))
  return { allOf, of: (kind, text) => allOf(kind, text)[0] ?? '' } // there is a first key
}

function deriveKey(text: string, index: number, kind: DigestKind): KeyObject {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    throw new SojournError(
      'config/invalid',
      `keys[${index}]: not base64url; generateKey() of sojourn makes a good one`,
    )
  }
  const material = Buffer.from(text, 'base64url')
  if (material.length < shortestKeyBytes) {
    throw new SojournError(
      'config/key-too-short',
      `keys[${index}]: ${material.length} bytes; ${shortestKeyBytes} or more are needed, generateKey() of sojourn makes them`,
    )
  }
  return createSecretKey(Buffer.from(hkdfSync('sha256', material, '', `sojourn identity v1 ${kind}`, 32)))
}
