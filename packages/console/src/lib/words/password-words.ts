/** How a new password does, in words. */
export interface PasswordWords {
  readonly isEnough: boolean
  readonly text: string
}

/** How many characters a password has, as the server counts them: one for each that a person sees as a code point. */
export function passwordLength(password: string): number {
  return [...password.normalize('NFC')].length
}

/** Says how long a password is, against the least that is allowed. Only length counts (SP 800-63B-4 §3.1.1.2). */
export function passwordWords(password: string, least: number): PasswordWords {
  const length = passwordLength(password)
  if (length === 0)
    return { isEnough: false, text: `At least ${least} characters. A few words are easiest to remember.` }
  if (length < least) {
    const missing = least - length
    return { isEnough: false, text: missing === 1 ? 'One more character' : `${missing} more characters` }
  }
  if (length < least + 6) return { isEnough: true, text: 'Long enough' }
  return { isEnough: true, text: 'Nice and long' }
}
