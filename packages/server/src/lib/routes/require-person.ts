import type { Account } from '@sojourn/identity'
import { type SignedInSession, SojournError } from 'sojourn'
import type { RequestSession } from 'sojourn/hono'
import type { AppContext } from '../start/app-context.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * The account of a session, looked up for each request: a session whose account was disabled or deleted ends here, should
 * ending it then have failed. (ASVS 5.0 §7.4.2)
 */
export async function requirePerson(
  { identity, sojourn }: Pick<AppContext, 'identity' | 'sojourn'>,
  session: RequestSession,
): Promise<{ readonly status: 'found'; readonly account: Account } | Refusal> {
  const { id, userId } = signedInSession(session)
  const account = await identity.find(userId)
  if (account !== null && !account.disabled) return { status: 'found', account }
  await sojourn.end(id, { reason: 'disabled', context: session.context })
  return refuse('session/revoked', 'This account is not in use any more. Sign in with another one.')
}

/** The session that `requireSession()` let pass. */
export function signedInSession(session: RequestSession): SignedInSession {
  if (session.status === 'signed-in') return session
  throw new SojournError(session.refusal ?? 'session/none', 'Sign in, and try again.')
}
