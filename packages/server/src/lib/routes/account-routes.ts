import type { Account } from '@sojourn/identity'
import type { SignedInAnswer, TokenSignInAnswer } from '@sojourn/protocol'
import { z } from 'zod'
import {
  activity,
  personalData,
  publicSettings,
  type RenewedAccess,
  renewed,
  userOnly,
} from './answer-schemas.ts'
import { type Caller, defineRoute, type Route } from './define-route.ts'
import { email, password, personName } from './input-schemas.ts'
import { refuse } from './refusal.ts'
import { type Reply, reply } from './reply.ts'
import { signedInSession } from './require-person.ts'
import type { RouteParts } from './route-parts.ts'

const tag = 'Account'
const noAccount = refuse('account/not-found', 'The account is no more. Sign out to go on.')
const passwordRefusals = [
  'auth/wrong-credentials',
  'auth/throttled',
  'auth/busy',
  'account/not-found',
] as const

/** What a signed-in person does with the account. */
export function accountRoutes({ context, describe }: RouteParts): readonly Route[] {
  const { identity, settings, sojourn, outbox } = context

  /** Gives the session a new secret after the person has proved to have the password: the old one is dead at once. */
  async function renew(
    { session }: Caller,
    account: Account,
  ): Promise<Reply<200, SignedInAnswer | RenewedAccess | Omit<TokenSignInAnswer, 'device'>>> {
    const { carrier } = session
    const result = await session.stepUp({ methods: ['pwd'], roles: account.roles })
    const answer = await describe.signedIn(result.session, account)
    const token_type = 'Bearer'
    if (result.kind === 'access') {
      const expires_in = Math.max(0, Math.floor((result.accessExpiresAt - sojourn.now()) / 1000))
      return reply(200, { token_type, access_token: result.accessToken, expires_in, ...answer })
    }
    if (carrier === 'cookie') return reply(200, answer)
    return reply(200, { token_type, session_token: result.sessionToken, ...answer })
  }

  const changePassword = defineRoute({
    method: 'POST',
    path: '/password',
    inTurn: true,
    tag,
    summary: 'Change the password',
    description: 'This session gets a new secret; the others end unless `keepOthers` is true.',
    access: 'signed-in',
    body: z.strictObject({ current: password, next: password, keepOthers: z.boolean().optional() }),
    example: { current: 'a long and private sentence', next: 'another long and private sentence' },
    answers: { 200: { description: 'Changed. Present the new secret from now on.', body: renewed } },
    refusals: [
      'password/too-short',
      'password/too-long',
      'password/too-common',
      'password/personal',
      'account/disabled',
      ...passwordRefusals,
    ],
    async handle(call) {
      const { body, session, person, from } = call
      const { id } = signedInSession(session)
      const { current, next, keepOthers = false } = body
      const result = await identity.changePassword(person.id, { current, next, keepOthers, keep: id }, from)
      return result.status === 'refused' ? result : renew(call, result.account)
    },
  })

  const reauthenticate = defineRoute({
    method: 'POST',
    path: '/reauthenticate',
    inTurn: true,
    tag,
    summary: 'Authenticate again',
    description: 'Renews the time of authentication and both time-outs, and gives the session a new secret.',
    access: 'signed-in',
    body: z.strictObject({ password }),
    example: { password: 'a long and private sentence' },
    answers: { 200: { description: 'Renewed. Present the new secret from now on.', body: renewed } },
    refusals: ['account/disabled', ...passwordRefusals],
    async handle(call) {
      const result = await identity.reauthenticate(call.person.id, call.body.password, call.from)
      return result.status === 'refused' ? result : renew(call, result.account)
    },
  })

  const rename = defineRoute({
    method: 'PATCH',
    path: '/user',
    tag,
    summary: 'Change my name',
    access: 'signed-in',
    body: z.strictObject({ name: personName.nullable() }),
    example: { name: 'Ann' },
    answers: { 200: { description: 'As it is now.', body: userOnly } },
    refusals: ['name/invalid', 'account/not-found'],
    async handle({ body, person, from }) {
      const result = await identity.rename(person.id, body.name, from)
      return result.status === 'refused' ? result : reply(200, { user: describe.user(result.account) })
    },
  })

  const changeEmail = defineRoute({
    method: 'POST',
    path: '/email',
    tag,
    summary: 'Change my address',
    description: 'With a mailer, a code goes to the new address and the old one is told.',
    access: 'recent',
    body: z.strictObject({ email }),
    example: { email: 'ann@example.org' },
    answers: {
      200: { description: 'Changed at once: this server sends no mail.', body: userOnly },
      202: { description: 'A code was mailed to the new address.' },
    },
    refusals: ['email/invalid', 'account/exists', 'auth/throttled', 'account/not-found'],
    async handle({ body, person, from }) {
      const result = await identity.requestEmailChange(person.id, body.email, from)
      if (result.status === 'refused') return result
      if (result.status === 'mailed') return reply(202)
      return reply(200, { user: describe.user(result.account) })
    },
  })

  const recentActivity = defineRoute({
    method: 'GET',
    path: '/activity',
    tag,
    summary: 'What happened lately',
    access: 'signed-in',
    answers: { 200: { description: 'The newest first.', body: activity } },
    refusals: [],
    async handle({ person }) {
      const lines = await identity.activity(person.id, { limit: 100 })
      return reply(200, { activity: await Promise.all(lines.map(describe.activity)) })
    },
  })

  const exportData = defineRoute({
    method: 'POST',
    path: '/user/export',
    tag,
    summary: 'Get everything that is held about me',
    description: 'Recorded as an activity of the person, and therefore no GET.',
    access: 'recent',
    answers: { 200: { description: 'As a file.', body: personalData } },
    refusals: ['account/not-found'],
    async handle({ person, from }) {
      const all = await identity.export(person.id, from)
      if (all === null) return noAccount
      const headers = { 'content-disposition': 'attachment; filename="my-data.json"' }
      return reply(200, { ...all }, headers)
    },
  })

  const remove = defineRoute({
    method: 'DELETE',
    path: '/user',
    tag,
    summary: 'Delete my account',
    description: 'Ends every session and erases what is held about the person.',
    access: 'recent',
    answers: { 204: { description: 'Deleted.' } },
    refusals: [],
    async handle({ session, person, from }) {
      await identity.remove(person.id, from)
      await session.end() // it is over; the browser forgets its cookie
      return reply(204)
    },
  })

  const publicFacts = defineRoute({
    method: 'GET',
    path: '/settings',
    tag,
    summary: 'What a sign-in page has to know',
    access: 'anyone',
    answers: { 200: { description: 'The same for everybody.', body: publicSettings } },
    refusals: [],
    async handle() {
      const body = {
        registration: settings.registration === 'open',
        mail: settings.mail.kind !== 'none',
        outbox: outbox !== null,
        passwordMinLength: settings.password.minLength,
        siteName: settings.siteName,
      }
      return reply(200, body)
    },
  })
  return [
    changePassword,
    reauthenticate,
    rename,
    changeEmail,
    recentActivity,
    exportData,
    remove,
    publicFacts,
  ]
}
