import type { ErrorCode } from '@sojourn/protocol'
import { type ApiError, isUnreachable } from '../api/api-error.ts'
import { badAddress } from './address-words.ts'
import { waitWords } from './time-words.ts'

const words: Partial<Record<ErrorCode, string>> = {
  'auth/wrong-credentials': 'The email address and the password don’t go together. Check both and try again.',
  'auth/busy': 'Many people are signing in at this moment. Wait a few seconds and try again.',
  'auth/forbidden': 'You are not allowed to do this.',
  'account/exists': 'There is an account with this address already. Sign in, or set a new password.',
  'account/disabled': 'This account is disabled. Ask the people who run this service.',
  'account/registration-closed': 'New accounts can’t be created here.',
  'account/no-mail': 'This server sends no mail, so this can’t be done here. Ask the people who run it.',
  'email/invalid': badAddress,
  'name/invalid': 'This name can’t be used. Try a shorter one, without unusual characters.',
  'password/too-short': 'This password is too short.',
  'password/too-long': 'This password is too long.',
  'password/too-common': 'This is one of the passwords that attackers try first. Choose another.',
  'password/personal': 'This is too close to your name or address. Choose another.',
  'code/invalid': 'This link was used already, or is too old.',
  'request/unknown-session': 'This session has ended already.',
  'sign-in/overtaken': 'You were signed out everywhere at this moment. Sign in again.',
  'request/malformed': 'This is too long, or has characters that can’t be used here.',
  'request/too-large': 'This is too long.',
}

/** What to tell a person after a call that failed. */
export function failureWords(error: ApiError): string {
  if (error.code === 'auth/throttled' || error.status === 429) {
    return error.retryAfterSeconds === null
      ? 'Too many attempts. Wait a moment and try again.'
      : `Too many attempts. You can try again in ${waitWords(error.retryAfterSeconds)}.`
  }
  const known = error.code === null ? undefined : words[error.code]
  if (known !== undefined) return known
  if (isUnreachable(error)) return unreachableWords(error)
  return error.detail || 'This did not work. Load the page again and retry.'
}

/** What to tell a person when the server can't be reached, or can't work now. */
export function unreachableWords(error: ApiError): string {
  if (error.status === 0 && !navigator.onLine)
    return 'You are offline. Nothing is lost: try again when you are back.'
  if (error.status === 0) return 'The server did not answer. Nothing is lost: try again.'
  return 'The server can’t do this right now. Nothing is lost: try again in a moment.'
}

/**
 * The field that an error is about; null when it is about the whole form. The code's first word names it, or the detail
 * of `request/malformed`, which begins with the path to it: `body.name: …`.
 */
export function fieldOfError({ code, detail }: ApiError): string | null {
  if (code === 'request/malformed') return /^body\.(\w+): /.exec(detail)?.[1] ?? null
  const subject = code?.split('/')[0]
  return subject === 'email' || subject === 'name' || subject === 'password' ? subject : null
}
