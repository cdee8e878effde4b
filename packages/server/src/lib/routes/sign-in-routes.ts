import { z } from 'zod'
import { signIn } from './answer-schemas.ts'
import { createBeginSession, fromOf } from './begin-session.ts'
import { defineRoute, type Route } from './define-route.ts'
import { clientKind, device, email, password, personName } from './input-schemas.ts'
import { refuse } from './refusal.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'
import { whyNoCookie } from './why-no-cookie.ts'

const tag = 'Signing in and out'
const asClient = { client: clientKind, device: device.optional() }
const guarded = ['auth/throttled', 'auth/busy', 'sign-in/overtaken'] as const
const example = { email: 'ann@example.com', password: 'a long and private sentence' }

/** Registering and signing in. */
export function signInRoutes(parts: RouteParts): readonly Route[] {
  const { identity, settings } = parts.context
  const begin = createBeginSession(parts)

  const register = defineRoute({
    method: 'POST',
    path: '/register',
    inTurn: 'register',
    tag,
    summary: 'Create an account',
    description:
      'Without a mailer this signs in at once. With one the answer is 202 for every address; what comes next stands in the mail.',
    access: 'anyone',
    body: z.strictObject({ email, password, name: personName.optional(), ...asClient }),
    example: { ...example, name: 'Ann' },
    answers: {
      200: { description: 'Created, and signed in.', body: signIn },
      202: { description: 'A mail says what comes next.' },
    },
    refusals: [
      'account/registration-closed',
      'account/exists',
      'email/invalid',
      'name/invalid',
      'password/too-short',
      'password/too-long',
      'password/too-common',
      'password/personal',
      ...guarded,
    ],
    async handle(call) {
      const { body } = call
      if (settings.registration === 'closed') {
        return refuse('account/registration-closed', 'Ask whoever runs this server for an account.')
      }
      const barred = body.client === 'web' ? whyNoCookie(call) : null
      if (barred !== null) return barred
      const application = { email: body.email, password: body.password, name: body.name ?? null }
      const result = await identity.register(application, fromOf(call, body))
      if (result.status === 'refused') return result
      return result.status === 'mailed' ? reply(202) : begin(call, result, body)
    },
  })

  const login = defineRoute({
    method: 'POST',
    path: '/login',
    inTurn: 'authenticate',
    tag,
    summary: 'Sign in',
    description: 'A browser gets a cookie; `native` and `token` clients get their tokens in the answer.',
    access: 'anyone',
    body: z.strictObject({ email, password, ...asClient }),
    example,
    answers: { 200: { description: 'Signed in.', body: signIn } },
    refusals: ['auth/wrong-credentials', 'email/invalid', 'account/disabled', ...guarded],
    async handle(call) {
      const { body } = call
      const barred = body.client === 'web' ? whyNoCookie(call) : null
      if (barred !== null) return barred
      const credentials = { email: body.email, password: body.password }
      const result = await identity.authenticate(credentials, fromOf(call, body))
      return result.status === 'refused' ? result : begin(call, result, body)
    },
  })

  return [register, login]
}
