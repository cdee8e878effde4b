import { randomBytes } from 'node:crypto'
import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { createWorkQueue, type WorkQueueOptions } from './work-queue.ts'

/** Hashes and checks passwords with argon2id. Work waits in short lines, and is refused when its line is full. */
export interface Passwords {
  hash(password: string, options: HashOptions): Promise<string>
  /** Takes as long for `null`, an account that does not exist, as for a wrong password. */
  check(storedHash: string | null, password: string, options?: CheckOptions): Promise<boolean>
}

export interface HashOptions {
  /** The line to wait in: new accounts have one of their own, so that they never keep out those who have one. */
  readonly line: 'known' | 'new'
  readonly network?: string | null
}

export interface CheckOptions {
  readonly network?: string | null
  /** Called when the password is about to be checked, and not when the line is full. What it throws refuses the check. */
  readonly onBegin?: () => void
}

export type PasswordLines = Readonly<Record<HashOptions['line'], WorkQueueOptions>>

const fewestCharacters = 15
const mostBytes = 1024

// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
// A const enum of a declaration file has no value at run time under erasable syntax, hence the cast.
const parameters = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const defaultLines: PasswordLines = {
  known: { running: 2, waiting: 24, perNetwork: 13 },
  new: { running: 1, waiting: 8, perNetwork: 5 },
}

export async function createPasswords(lines: PasswordLines = defaultLines): Promise<Passwords> {
  const queues = { known: createWorkQueue(lines.known), new: createWorkQueue(lines.new) }
  const nobodysHash = await hash(randomBytes(32).toString('base64url'), parameters)
  return {
    hash: (password, { line, network = null }) =>
      queues[line].run(network, () => hash(normalise(password), parameters)),
    async check(storedHash, password, { network = null, onBegin } = {}) {
      if (isTooLong(password)) return false
      const matches = await queues.known.run(network, async () => {
        onBegin?.()
        return await verify(storedHash ?? nobodysHash, normalise(password))
      })
      return matches && storedHash !== null
    },
  }
}

/**
 * Why a new password is not accepted, or null when it is. Fifteen characters, as it is the only factor, and no rules of
 * composition (SP 800-63B-4 §3.1.1.2).
 */
export function whyNotPassword(password: string, about: { email: string; name: string }): string | null {
  if (isTooLong(password)) return `Use at most ${mostBytes} bytes.`
  const text = normalise(password)
  const missing = fewestCharacters - [...text].length
  if (missing === fewestCharacters) return `Choose a password of ${fewestCharacters} or more characters.`
  if (missing > 0)
    return `Add ${missing} more ${missing === 1 ? 'character' : 'characters'}: a short sentence works well.`
  const plain = text.toLowerCase()
  if (new Set(plain).size < 5) return 'Use more than a few different characters.'
  if ([about.email, about.name].some((known) => known !== '' && plain === known.toLowerCase())) {
    return 'Choose something other than your name or address.'
  }
  return null
}

/** Checked before anything reads the whole of it. */
function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > mostBytes
}

/** One password has one text, however a keyboard composes it (SP 800-63B-4 §3.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC')
}
