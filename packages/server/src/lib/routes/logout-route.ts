import { z } from 'zod'
import { defineRoute, type Route } from './define-route.ts'
import { endByRefreshToken } from './end-by-refresh-token.ts'
import { refreshToken } from './input-schemas.ts'
import { refusalOf } from './refusal.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'
import { createSignedOutPeople } from './signed-out-people.ts'

/** Signs out. */
export function logoutRoute({ context: { sojourn }, note }: RouteParts): Route {
  const whoSignsOut = createSignedOutPeople(sojourn)
  return defineRoute({
    method: 'POST',
    path: '/logout',
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
      let isOver = session.userId !== null || session.refusal !== null
      const { people, result: refused } = await whoSignsOut(async () => {
        try {
          await session.end()
        } catch (error) {
          if (token === undefined || refusalOf(error) === null) throw error
          isOver = false
        }
        return token === undefined ? null : endByRefreshToken(sojourn, token, session.context)
      })
      for (const id of people) await note(id, 'signed-out', from)
      if (refused !== null && !isOver) return refused
      return reply(204, undefined, { 'clear-site-data': '"cache", "storage"' })
    },
  })
}
