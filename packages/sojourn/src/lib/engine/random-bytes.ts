import { randomBytes as cryptoRandomBytes } from 'node:crypto'

/** Draws `length` bytes from a cryptographically secure source. Injected so that tests can see what is asked for. */
export type RandomBytes = (length: number) => Uint8Array

/** The operating system's generator. */
export const systemRandomBytes: RandomBytes = (length) => cryptoRandomBytes(length)
