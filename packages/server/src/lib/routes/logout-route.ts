import { z } from 'zod'
import { defineRoute, type Route } from './define-route.ts'
import { endByRefreshToken } from './end-by-refresh-token.ts'
import { refreshToken } from './input-schemas.ts'
import { refusalOf } from './refusal.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'

/** Signs out. */
export function logoutRoute({ context: { sojourn }, note }: RouteParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/auth/logout',
    tag: 'Signing in and out',
    summary: 'Sign out',
    description: 'Also with an access token that has expired, or with a refresh token alone.',
    access: 'anyone',
    body: z.strictObject({ refresh_token: refreshToken.optional() }),
    bodyIsOptional: true,
    example: {},
    answers: { 204: { description: 'The session is over.' } },
    refusals: [
      'refresh/stale',
      'refresh/superseded',
      'credential/malformed',
      'credential/wrong-kind',
      'credential/unknown-key',
      'credential/rotated',
      'access/unknown',
    ],
    async handle({ session, body: { refresh_token: token }, from }) {
      const { userId } = session
      let isOver = userId !== null || session.refusal !== null
      try {
        await session.end()
      } catch (error) {
        if (token === undefined || refusalOf(error) === null) throw error
        isOver = false
      }
      if (userId !== null) await note(userId, 'signed-out', from)
      const refused = token === undefined ? null : await endByRefreshToken(sojourn, token, session.context)
      if (refused !== null && !isOver) return refused
      return reply(204, undefined, { 'clear-site-data': '"cache", "storage"' })
    },
  })
}
