import { z } from 'zod'
import { signIn } from './answer-schemas.ts'
import { createBeginSession, fromOf } from './begin-session.ts'
import { defineRoute, type Route } from './define-route.ts'
import { clientKind, code, device, email, password } from './input-schemas.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'
import { whyNoCookie } from './why-no-cookie.ts'

const tag = 'Recovery'

const confirmation = z.strictObject({
  code,
  password: password
    .optional()
    .describe('The password that was chosen when this account was asked for. None for a changed address.'),
  client: clientKind,
  device: device.optional(),
})

/** What mailed codes are for. */
export function recoveryRoutes(parts: RouteParts): readonly Route[] {
  const { identity } = parts.context
  const begin = createBeginSession(parts)

  const verify = defineRoute({
    method: 'POST',
    path: '/verify',
    inTurn: true,
    tag,
    summary: 'Confirm an address by a mailed code',
    description:
      'After a registration this needs its password, makes the account, and answers like signing in. The code of a changed address needs none, and signs nobody in. A mail leads to `/verify#code=…`, for a changed address to `/verify#code=…&for=email`.',
    access: 'anyone',
    body: confirmation,
    example: { code: 'the-code-of-the-mail', password: 'a long and private sentence' },
    answers: {
      200: { description: 'The account is made, and signed in.', body: signIn },
      204: { description: 'The changed address is confirmed.' },
    },
    refusals: [
      'code/invalid',
      'auth/wrong-credentials',
      'account/exists',
      'auth/throttled',
      'auth/busy',
      'sign-in/overtaken',
    ],
    async handle(call) {
      const { body } = call
      const signsIn = body.password !== undefined && body.client === 'web'
      const barred = signsIn ? whyNoCookie(call) : null
      if (barred !== null) return barred
      const result = await identity.verify(
        { code: body.code, password: body.password ?? null },
        fromOf(call, body),
      )
      if (result.status === 'refused') return result
      return result.status === 'changed' ? reply(204) : begin(call, result, body)
    },
  })

  const requestReset = defineRoute({
    method: 'POST',
    path: '/reset/request',
    inTurn: 'requestReset',
    tag,
    summary: 'Have a code mailed that sets a new password',
    description:
      'The answer is the same for every address, also when many networks have asked for all mails that it gets in an hour: then the code that was mailed last stays good.',
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
    path: '/reset',
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
