import type { Authenticated } from '@sojourn/identity'
import type { ClientKind, NativeSignInAnswer, SignedInAnswer, TokenSignInAnswer } from '@sojourn/protocol'
import type { SessionId } from 'sojourn'
import { tokenResponse } from 'sojourn/hono'
import type { Caller } from './define-route.ts'
import { type Reply, reply } from './reply.ts'
import type { RouteParts } from './route-parts.ts'

/** What a sign-in says of its client. */
export interface ClientWords {
  readonly client: ClientKind
  readonly device?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined
}

/** Begins the session of somebody who has just been authenticated. */
export type BeginSession = (
  caller: Caller,
  who: Pick<Authenticated, 'account' | 'epoch' | 'device' | 'deviceName'>,
  words: ClientWords,
) => Promise<Reply<200, SignedInAnswer | NativeSignInAnswer | TokenSignInAnswer>>

export function createBeginSession({
  context: { sojourn },
  describe,
  mark,
  keepDevice,
}: RouteParts): BeginSession {
  return async (
    { c, session },
    { account, epoch, device: id, deviceName },
    { client: kind, device: words },
  ) => {
    const options = { methods: ['pwd'], roles: account.roles, epoch }
    const client = { name: words?.name ?? deviceName }
    const keep = (begun: SessionId): Promise<void> =>
      keepDevice(account.id, { device: id, session: begun, name: words?.name })
    if (kind === 'web') {
      const begun = await session.signIn(account.id, { ...options, client: { ...client, kind } })
      mark.set(c, id)
      await keep(begun.id)
      return reply(200, await describe.signedIn(begun, account))
    }
    const rest = { device: { id } }
    if (kind === 'token') {
      const grant = await session.signIn(account.id, { ...options, client: { ...client, kind } })
      await keep(grant.session.id)
      const token = { token_type: 'Bearer', session_token: grant.sessionToken } as const
      return reply(200, { ...token, ...(await describe.signedIn(grant.session, account)), ...rest })
    }
    const grant = await session.signIn(account.id, { ...options, client: { ...client, kind } })
    await keep(grant.session.id)
    const tokens = tokenResponse(grant, sojourn.now())
    return reply(200, { ...tokens, ...(await describe.signedIn(grant.session, account)), ...rest })
  }
}

/** A browser's mark is in its cookie, any other client's in the body: neither stands in for the other. */
export function fromOf({ from }: Caller, { client, device: words }: ClientWords): Caller['from'] {
  return client === 'web' ? from : { ...from, device: words?.id ?? null }
}
