import type { TestSojourn } from '@sojourn/testing'
import type { SessionGrant, TokenGrant } from './grant.ts'
import type { ClientDescription, RequestContext } from './session.ts'

/** Signs a browser in by password. */
export async function signInWeb(
  { sojourn }: Pick<TestSojourn, 'sojourn'>,
  userId = 'ada',
  client: ClientDescription = {},
): Promise<SessionGrant> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], client })
  if (grant.kind !== 'session') throw new TypeError('a web client gets a session token')
  return grant
}

/** Signs an application with refresh tokens in by password. */
export async function signInNative(
  { sojourn }: Pick<TestSojourn, 'sojourn'>,
  userId = 'ada',
  client: ClientDescription = {},
): Promise<TokenGrant> {
  const grant = await sojourn.signIn(userId, { methods: ['pwd'], client: { ...client, kind: 'native' } })
  if (grant.kind !== 'tokens') throw new TypeError('a native client gets two tokens')
  return grant
}

/** Refreshes, and requires that it is answered. */
export async function refreshed(
  { sojourn }: Pick<TestSojourn, 'sojourn'>,
  token: string,
  context: RequestContext,
): Promise<TokenGrant> {
  const result = await sojourn.refresh(token, { context })
  if (result.status !== 'refreshed') throw new Error(result.code)
  return result.grant
}
