import type { Account } from '@sojourn/identity'
import { z } from 'zod'
import { renewed } from './answer-schemas.ts'
import { fromOf } from './begin-session.ts'
import { credentialRefusals } from './credential-refusals.ts'
import { defineRoute, type Route } from './define-route.ts'
import { markedDevice, password } from './input-schemas.ts'
import { type Refusal, refuse } from './refusal.ts'
import { reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'

const nothingToResume = 'There is nothing to go on with. Sign in.'

interface Proof {
  readonly status: 'authenticated'
  readonly account: Account
}

/** Wakes a session that was idle for too long. (SP 800-63B-4 §2.2.3) */
export function resumeRoute({ context: { identity }, describe }: RouteParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/resume',
    inTurn: true,
    tag: 'Sessions',
    summary: 'Go on after a long pause',
    description:
      'Wakes a session that is refused with `session/idle`, for who presents its cookie or session token and gives the password. It gets a new secret. Who presents a token sends the mark of the device along, as at a sign-in: wrong passwords of strangers then bar nobody.',
    access: 'anyone',
    body: z.strictObject({ password, device: markedDevice.optional() }),
    example: { password: 'a long and private sentence' },
    answers: { 200: { description: 'Resumed. Present the new secret from now on.', body: renewed } },
    refusals: [
      ...credentialRefusals,
      'auth/insufficient',
      'auth/wrong-credentials',
      'auth/throttled',
      'auth/busy',
      'account/disabled',
      'account/not-found',
    ],
    async handle(call) {
      const { session, body } = call
      const isCookie = session.carrier === 'cookie'
      const from = fromOf(call, { client: isCookie ? 'web' : 'token', device: body.device })
      const proof: { of: Proof | Refusal } = { of: refuse('session/none', nothingToResume) }
      const resumed = await session.resume(async ({ userId }) => {
        proof.of = await identity.reauthenticate(userId, body.password, from)
        return proof.of.status === 'refused' ? null : { methods: ['pwd'], roles: proof.of.account.roles }
      })
      if (resumed.status === 'refused') return refuse(resumed.code, nothingToResume)
      if (proof.of.status === 'refused') return proof.of
      if (resumed.status === 'unproved') throw new TypeError('a password that is right proves something')
      const { session: awake, sessionToken } = resumed.grant
      const answer = await describe.signedIn(awake, proof.of.account)
      return isCookie
        ? reply(200, answer)
        : reply(200, { token_type: 'Bearer', session_token: sessionToken, ...answer })
    },
  })
}
