import { type Refused, refused } from '../accounts/refused.ts'
import { commonPasswords } from './common-passwords.ts'
import { isPlainPattern, repeatedUnit } from './plain-patterns.ts'

/** Whose password it is. */
export interface PasswordOwner {
  readonly email: string
  readonly name: string | null
}

/** Why a new password is not accepted, or null when it is. */
export type PasswordRules = (password: string, owner: PasswordOwner) => Refused | null

export interface PasswordRulesOptions {
  readonly minLength: number
  /** Words of the service, which are guessed first as well. */
  readonly siteWords: readonly string[]
}

/** The longest password, in bytes: some 1,000 letters, of which the first 64 and all the others count. */
const mostPasswordBytes = 1024
const fewestDifferent = 5
const longestListed = 64

/**
 * The rules of SP 800-63B-4 §3.1.1.2: long enough, and as a whole neither one of the commonest nor something that is
 * known of its owner. No rule of composition.
 */
export function createPasswordRules({ minLength, siteWords }: PasswordRulesOptions): PasswordRules {
  return (password, { email, name }) => {
    if (isTooLong(password)) {
      return refused('password/too-long', `Use a password of at most ${mostPasswordBytes} bytes.`)
    }
    if (!password.isWellFormed()) {
      return refused('request/malformed', 'The password holds half a character. Type it again.')
    }
    const text = normalisePassword(password)
    const missing = minLength - [...text].length
    if (missing > 0) return refused('password/too-short', tooShort(missing, minLength))
    const plain = text.normalize('NFKC').toLowerCase().slice(0, mostPasswordBytes) // a sign may become eighteen
    if (isCommon(plain)) {
      return refused(
        'password/too-common',
        'This password is one of the first to be guessed. A short sentence works well.',
      )
    }
    const known = [email, email.slice(0, email.lastIndexOf('@')), name ?? '', ...siteWords]
    if (isMadeOf(plain, known)) {
      return refused(
        'password/personal',
        'Choose something else than your name, your address or the name of this site.',
      )
    }
    return null
  }
}

/** One password has one text, however a keyboard composes it (SP 800-63B-4 §3.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize('NFC')
}

/** Whether no account can have it: asked before anything reads the whole of it. */
export function isTooLong(password: string): boolean {
  return (
    password.length > mostPasswordBytes || Buffer.byteLength(normalisePassword(password)) > mostPasswordBytes
  )
}

function tooShort(missing: number, minLength: number): string {
  if (missing === minLength) return `Choose a password of ${minLength} or more characters.`
  return `Add ${missing} more ${missing === 1 ? 'character' : 'characters'}: a short sentence works well.`
}

/** One of the commonest, repeated or not, with a year or a few signs around it or without; or a row of keys. */
function isCommon(plain: string): boolean {
  const unit = repeatedUnit(plain)
  if (new Set(plain).size < fewestDifferent || unit.length < fewestDifferent) return true
  if (isListed(plain) || isListed(unit) || isPlainPattern(unit)) return true
  const [start, end] = extentOf(plain, /\p{L}/u)
  const core = plain.slice(start, end)
  return (
    isPlainEnding(plain.slice(0, start)) && isPlainEnding(plain.slice(end)) && isListed(repeatedUnit(core))
  )
}

/** From where to where the characters of a kind go. Looks at each once: an expression would go back and forth. */
function extentOf(text: string, kind: RegExp): readonly [start: number, end: number] {
  let start = text.length
  let end = 0
  let at = 0
  for (const character of text) {
    if (kind.test(character)) {
      start = Math.min(start, at)
      end = at + character.length
    }
    at += character.length
  }
  return [start, Math.max(start, end)]
}

function isListed(word: string): boolean {
  return (
    word !== '' &&
    word.length <= longestListed &&
    !word.includes(' ') &&
    commonPasswords.includes(` ${word} `)
  )
}

function isPlainEnding(text: string): boolean {
  const rest = text.replace(/(?:19|20)\d\d/, '')
  return rest.length <= 3 || isPlainPattern(rest)
}

/** Whether nothing but one of the `known` words is left when signs and the digits around it are taken away. */
function isMadeOf(plain: string, known: readonly string[]): boolean {
  const letters = lettersOf(plain)
  const cores = [letters, letters.slice(...extentOf(letters, /\D/))].map(repeatedUnit)
  return known
    .map((word) => lettersOf(word.normalize('NFKC').toLowerCase()))
    .some((word) => word !== '' && cores.includes(repeatedUnit(word)))
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}
