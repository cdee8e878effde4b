import type { RequestContext, Sojourn } from 'sojourn'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Ends the session of a refresh token: the token is exchanged, as only its holder can, and the session is ended. Null
 * when the session is over for certain; otherwise why nothing was ended.
 */
export async function endByRefreshToken(
  sojourn: Pick<Sojourn, 'refresh' | 'end'>,
  token: string,
  context: RequestContext,
): Promise<Refusal | null> {
  const result = await sojourn.refresh(token, { reread: false, context })
  if (result.status === 'refreshed') {
    await sojourn.end(result.grant.session.id, { reason: 'sign-out', context })
    return null
  }
  switch (result.code) {
    case 'session/expired':
    case 'session/revoked':
    case 'session/unknown':
    case 'refresh/reused':
      return null
    default:
      return refuse(
        result.code,
        'This token was replaced or is not whole, so nothing was ended. Send the newest one.',
      )
  }
}
