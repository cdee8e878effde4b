import type { HttpAnswer } from './platform.ts'
import { codeOf, isSignOutCode } from './read-body.ts'

/**
 * Whether an answer says that the access token is of no use: by its challenge (RFC 6750 §3.1), or where that can't be
 * read, by the code of its problem document. Any other 401 is the caller's.
 */
export async function saysInvalidToken(answer: HttpAnswer): Promise<boolean> {
  if (answer.status !== 401) return false
  const challenge = answer.headers.get('www-authenticate')
  if (challenge !== null) return /\berror\s*=\s*"?invalid_token\b/i.test(challenge)
  const body = await answer
    .clone()
    .json()
    .catch(() => null)
  const code = codeOf(body)
  return /^(access|credential)\//.test(code) || isSignOutCode(code)
}
