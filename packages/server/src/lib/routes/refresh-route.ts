import { tokenResponse } from 'sojourn/hono'
import { z } from 'zod'
import { refreshed } from './answer-schemas.ts'
import { defineRoute, type Route } from './define-route.ts'
import { refreshToken } from './input-schemas.ts'
import { refuse } from './refusal.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'

/** Renews the tokens of a native client. */
export function refreshRoute({ context: { identity, sojourn }, describe }: RouteParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/refresh',
    tag: 'Signing in and out',
    summary: 'Renew the tokens of a native client',
    access: 'anyone',
    body: z.strictObject({
      refresh_token: refreshToken,
      reread: z
        .boolean()
        .optional()
        .describe('After `refresh/stale`: the vault was read again, and it is still this token.'),
    }),
    example: { refresh_token: 'sjr_…' },
    answers: { 200: { description: 'Renewed. Store the tokens before you use them.', body: refreshed } },
    refusals: [
      'refresh/stale',
      'refresh/superseded',
      'refresh/reused',
      'session/expired',
      'session/revoked',
      'session/unknown',
      'credential/malformed',
      'credential/wrong-kind',
      'credential/unknown-key',
    ],
    async handle({ body, session }) {
      const { reread } = body
      const options = { context: session.context, ...(reread !== undefined && { reread }) }
      const result = await sojourn.refresh(body.refresh_token, options)
      if (result.status === 'refused') return refuse(result.code, refreshAdvice(result.code))
      const { grant } = result
      const account = await identity.find(grant.session.userId)
      if (account === null || account.disabled) {
        await sojourn.end(grant.session.id, { reason: 'disabled', context: session.context })
        return refuse('session/revoked', 'This account is not in use any more.')
      }
      const tokens = tokenResponse(grant, sojourn.now())
      return reply(200, { ...tokens, ...(await describe.signedIn(grant.session, account)) })
    },
  })
}

function refreshAdvice(code: string): string {
  if (code === 'refresh/stale') {
    return 'Read the stored token again. If it is still this one, send it with reread: true.'
  }
  if (code === 'refresh/superseded') {
    return 'Another holder has just refreshed. Read the stored token again in a moment.'
  }
  return 'Sign in again.'
}
