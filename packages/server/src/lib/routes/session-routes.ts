import { isSessionId } from 'sojourn'
import { z } from 'zod'
import { data, ended, sessions, signedIn } from './answer-schemas.ts'
import { defineRoute, type Route } from './define-route.ts'
import { dataPatch, deviceName, sessionId } from './input-schemas.ts'
import { refuse } from './refusal.ts'
import { reply } from './reply.ts'
import { signedInSession } from './require-person.ts'
import type { RouteParts } from './route-parts.ts'

const tag = 'Sessions and devices'
const params = z.strictObject({ id: sessionId })
const noSession = refuse('request/unknown-session', 'There is no such session among yours. List them anew.')

/** The session of a request, and all sessions of its person. */
export function sessionRoutes({ context, describe, note }: RouteParts): readonly Route[] {
  const { identity, sojourn } = context

  const current = defineRoute({
    method: 'GET',
    path: '/session',
    tag,
    summary: 'Who is signed in',
    access: 'signed-in',
    answers: { 200: { description: 'The session and its person.', body: signedIn } },
    refusals: [],
    async handle({ session, person }) {
      return reply(200, await describe.signedIn(signedInSession(session), person))
    },
  })

  const patchData = defineRoute({
    method: 'PATCH',
    path: '/session/data',
    tag,
    summary: "Change the session's data",
    description:
      'JSON Merge Patch (RFC 7396): null removes a field. Parallel patches of other fields all take effect.',
    access: 'signed-in',
    mediaTypes: ['application/json', 'application/merge-patch+json'],
    mostBodyBytes: Math.max(16_384, 2 * sojourn.policy.maxDataBytes),
    body: dataPatch,
    example: { theme: 'dark', draft: null },
    answers: { 200: { description: 'The whole data.', body: data } },
    refusals: ['data/too-large', 'data/invalid'],
    async handle({ session, body }) {
      const whole = await session.patch(body as Parameters<typeof session.patch>[0]) // JSON; the engine looks again
      return reply(200, whole as Record<string, unknown>) // JSON, whatever type the application gave it
    },
  })

  const list = defineRoute({
    method: 'GET',
    path: '/sessions',
    tag,
    summary: 'List where I am signed in',
    access: 'signed-in',
    answers: { 200: { description: 'The sessions, the one seen last first.', body: sessions } },
    refusals: [],
    async handle({ session, person }) {
      const all = await sojourn.list(person.id)
      const told = all.map(async (each) => ({
        ...(await describe.session(each)),
        current: each.id === session.id,
      }))
      return reply(200, { sessions: await Promise.all(told) })
    },
  })

  const name = defineRoute({
    method: 'PATCH',
    path: '/sessions/{id}',
    tag,
    summary: 'Name a device',
    description:
      'The device keeps the name: its next session has it too, unless that sign-in gives another one.',
    access: 'signed-in',
    params,
    body: z.strictObject({ name: deviceName.nullable() }),
    example: { name: 'My laptop' },
    answers: { 204: { description: 'Named.' } },
    refusals: ['request/unknown-session'],
    async handle({ params: { id }, body, session, person, from }) {
      const whose = { userId: person.id, context: session.context }
      if (!isSessionId(id) || !(await sojourn.rename(id, body.name, whose))) return noSession
      await identity.nameDevice(person.id, id, body.name)
      await note(person.id, 'device-named', from)
      return reply(204)
    },
  })

  const end = defineRoute({
    method: 'DELETE',
    path: '/sessions/{id}',
    tag,
    summary: 'Sign a device out',
    description:
      'Another device than this one: a change of address that waits for its code is void, too, as that device may have asked for it.',
    access: 'signed-in',
    params,
    answers: { 204: { description: 'It is signed out.' } },
    refusals: ['request/unknown-session'],
    async handle({ params: { id }, session, person, from }) {
      if (id === session.id) {
        await session.end()
        await note(person.id, 'signed-out', from)
        return reply(204)
      }
      const how = { userId: person.id, reason: 'revoked', context: session.context } as const
      if (!isSessionId(id)) return noSession
      const isEnded = await sojourn.end(id, how)
      await identity.cancelEmailChange(person.id) // also when a call before came no further than the end
      if (!isEnded) return noSession
      await note(person.id, 'session-ended', from)
      return reply(204)
    },
  })

  const endMany = defineRoute({
    method: 'DELETE',
    path: '/sessions',
    tag,
    summary: 'Sign out everywhere',
    access: 'signed-in',
    query: z.strictObject({
      except: z.literal('current').optional().describe('Leaves this session as it is.'),
    }),
    answers: { 200: { description: 'How many sessions ended.', body: ended } },
    refusals: [],
    async handle({ query, session, person, from }) {
      const isHereKept = query.except === 'current'
      const count = isHereKept
        ? await session.endOthers()
        : await sojourn.endUser(person.id, { context: session.context })
      if (!isHereKept) await session.end() // it is over; the browser forgets its cookie
      await note(person.id, 'sessions-ended', from)
      return reply(200, { ended: count })
    },
  })
  return [current, patchData, list, name, end, endMany]
}
