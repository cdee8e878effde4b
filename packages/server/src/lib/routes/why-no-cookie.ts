import type { Caller } from './define-route.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Why an answer to this request may set no cookie: what the session would refuse later, before a password is checked or
 * an account is made.
 */
export function whyNoCookie({ c }: Caller): Refusal | null {
  const header = (name: string): string | undefined => c.req.header(name)
  if (/^bearer/i.test(header('authorization') ?? '')) {
    return refuse(
      'request/cross-site',
      'A sign-in that sets a cookie takes no Bearer token. Leave Authorization out.',
    )
  }
  const site = header('sec-fetch-site')
  const storage = header('sec-fetch-storage-access')
  if (site === 'cross-site' || storage === 'none' || storage === 'inactive') {
    return refuse('request/cross-site', 'No browser keeps the cookie here. Sign in with client: "token".')
  }
  if (site !== undefined || header('origin') !== undefined) return null // the session has judged them
  return refuse(
    'request/cross-site',
    'A sign-in that sets a cookie comes from a page of this site. Elsewhere, sign in with client: "native" or "token".',
  )
}
