import type { RandomBytes } from 'sojourn'

const secretBytes = 32

/** Draws 256 bits as base64url: a mailed code, or the mark of a device. */
export function drawSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(secretBytes)).toString('base64url')
}

/** Whether `text` could have been drawn: asked before it is hashed. */
export function isSecretText(text: string): boolean {
  return text.length === 43 && /^[A-Za-z0-9_-]+$/.test(text)
}
