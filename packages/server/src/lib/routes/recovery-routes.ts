import { z } from 'zod'
import { defineRoute, type Route } from './define-route.ts'
import { code, email, password } from './input-schemas.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'

const tag = 'Recovery'

/** What mailed codes are for. None of it signs anybody in. */
export function recoveryRoutes({ context: { identity } }: RouteParts): readonly Route[] {
  const verify = defineRoute({
    method: 'POST',
    path: '/auth/verify',
    inTurn: true,
    tag,
    summary: 'Confirm an address by a mailed code',
    access: 'anyone',
    body: z.strictObject({ code }),
    example: { code: 'the-code-of-the-mail' },
    answers: { 204: { description: 'The address is confirmed. Sign in to go on.' } },
    refusals: ['code/invalid', 'account/exists', 'auth/busy'],
    async handle({ body, from }) {
      const result = await identity.verify(body.code, from)
      return result.status === 'refused' ? result : reply(204)
    },
  })

  const requestReset = defineRoute({
    method: 'POST',
    path: '/auth/reset/request',
    inTurn: 'requestReset',
    tag,
    summary: 'Have a code mailed that sets a new password',
    description: 'The answer is the same for every address.',
    access: 'anyone',
    body: z.strictObject({ email }),
    example: { email: 'ann@example.com' },
    answers: { 202: { description: 'If the address has an account, a mail is on its way.' } },
    refusals: ['email/invalid', 'auth/throttled', 'auth/busy', 'account/no-mail'],
    async handle({ body, from }) {
      const result = await identity.requestReset(body.email, from)
      return result.status === 'refused' ? result : reply(202)
    },
  })

  const reset = defineRoute({
    method: 'POST',
    path: '/auth/reset',
    inTurn: true,
    tag,
    summary: 'Set a new password by a mailed code',
    description: 'Ends every session of the person.',
    access: 'anyone',
    body: z.strictObject({ code, next: password }),
    example: { code: 'the-code-of-the-mail', next: 'another long and private sentence' },
    answers: { 204: { description: 'The password is set. Sign in with it.' } },
    refusals: [
      'code/invalid',
      'password/too-short',
      'password/too-long',
      'password/too-common',
      'password/personal',
      'auth/busy',
      'auth/throttled',
    ],
    async handle({ body, from }) {
      const result = await identity.reset(body, from)
      return result.status === 'refused' ? result : reply(204)
    },
  })
  return [verify, requestReset, reset]
}
