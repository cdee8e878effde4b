import type { Authenticated } from '@sojourn/identity'
import type { ClientKind, NativeSignInAnswer, SignedInAnswer, TokenSignInAnswer } from '@sojourn/protocol'
import { tokenResponse } from 'sojourn/hono'
import { z } from 'zod'
import { signIn } from './answer-schemas.ts'
import { type Caller, defineRoute, type Route } from './define-route.ts'
import { clientKind, device, email, password, personName } from './input-schemas.ts'
import { refuse } from './refusal.ts'
import { type Reply, reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'
import { whyNoCookie } from './why-no-cookie.ts'

const tag = 'Signing in and out'
const asClient = { client: clientKind, device: device.optional() }
const guarded = ['auth/throttled', 'auth/busy', 'sign-in/overtaken'] as const
const example = { email: 'ann@example.com', password: 'a long and private sentence' }

/** What a sign-in says of its client. */
interface ClientWords {
  readonly client: ClientKind
  readonly device?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined
}

/** Registering and signing in. */
export function signInRoutes({ context, describe, mark }: RouteParts): readonly Route[] {
  const { identity, settings, sojourn } = context

  /** Begins the session of somebody who has just been authenticated. */
  async function begin(
    { c, session }: Caller,
    { account, epoch, device: id }: Pick<Authenticated, 'account' | 'epoch' | 'device'>,
    { client: kind, device: words }: ClientWords,
  ): Promise<Reply<200, SignedInAnswer | NativeSignInAnswer | TokenSignInAnswer>> {
    const options = { methods: ['pwd'], roles: account.roles, epoch }
    const client = { name: words?.name ?? null }
    if (kind === 'web') {
      const begun = await session.signIn(account.id, { ...options, client: { ...client, kind } })
      mark.set(c, id)
      return reply(200, await describe.signedIn(begun, account))
    }
    const rest = { device: { id } }
    if (kind === 'token') {
      const grant = await session.signIn(account.id, { ...options, client: { ...client, kind } })
      const token = { token_type: 'Bearer', session_token: grant.sessionToken } as const
      return reply(200, { ...token, ...(await describe.signedIn(grant.session, account)), ...rest })
    }
    const grant = await session.signIn(account.id, { ...options, client: { ...client, kind } })
    const tokens = tokenResponse(grant, sojourn.now())
    return reply(200, { ...tokens, ...(await describe.signedIn(grant.session, account)), ...rest })
  }

  /** A browser's mark is in its cookie, any other client's in the body: neither stands in for the other. */
  function fromOf({ from }: Caller, { client, device: words }: ClientWords): Caller['from'] {
    return client === 'web' ? from : { ...from, device: words?.id ?? null }
  }

  const register = defineRoute({
    method: 'POST',
    path: '/auth/register',
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
    path: '/auth/login',
    inTurn: 'authenticate',
    tag,
    summary: 'Sign in',
    description: 'A browser gets a cookie; `native` and `token` clients get their tokens in the answer.',
    access: 'anyone',
    body: z.strictObject({ email, password, ...asClient }),
    example,
    answers: { 200: { description: 'Signed in.', body: signIn } },
    refusals: [
      'auth/wrong-credentials',
      'email/invalid',
      'account/unverified',
      'account/disabled',
      ...guarded,
    ],
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
