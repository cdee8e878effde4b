import { type Refused, refused } from './refused.ts'

const longestName = 100

/**
 * A person's name: null when there is none, `'invalid'` when it is too long or holds what is no part of a name. Joiners
 * are: some languages are not written without.
 */
export function readName(typed: string | null | undefined): { name: string | null } | 'invalid' {
  if (typed === null || typed === undefined) return { name: null }
  if (typed.length > 4 * longestName || !typed.isWellFormed()) return 'invalid'
  const name = typed.normalize('NFC').trim()
  if ([...name].length > longestName || /[[\p{C}\p{Zl}\p{Zp}]--[\u200c\u200d]]/v.test(name)) return 'invalid'
  return { name: name === '' ? null : name }
}

export function invalidName(): Refused {
  return refused(
    'name/invalid',
    `Use a name of at most ${longestName} characters, without line breaks and control characters.`,
  )
}
