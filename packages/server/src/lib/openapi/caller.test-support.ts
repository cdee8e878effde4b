import type { Account } from '@sojourn/identity'
import type { ClientKind } from '@sojourn/protocol'
import { expect } from 'vitest'
import { type Answer, ann, type Sent, type TestServer } from '../routes/server.test-support.ts'
import type { DocumentedOperation } from './document.test-support.ts'

/** The three ways in which a request carries a session. */
export const carriers = ['cookie', 'session token', 'access token'] as const

export type Carrier = (typeof carriers)[number]

/** The kind of client that carries its session this way. */
export const clientOf = {
  cookie: 'web',
  'session token': 'token',
  'access token': 'native',
} as const satisfies Record<Carrier, ClientKind>

/** Somebody who is signed in, with one way to carry the session. */
export interface Caller {
  readonly email: string
  readonly userId: string
  readonly sessionId: string
  /** The text that is presented, and what it is presented with. */
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
  /** Null but for a native client. */
  readonly refreshToken: string | null
  /** Sends as this caller; headers are added to its own, or replace them. */
  send(sent: Sent): Promise<Answer>
}

/** Makes an account unless there is one, and begins a session as a sign-in does. */
export async function signInAs(server: TestServer, email: string, carrier: Carrier): Promise<Caller> {
  const userId = await accountOf(server, email)
  const client = { kind: clientOf[carrier] }
  const grant = await server.sojourn.signIn(userId, { methods: ['pwd'], client })
  const token = grant.kind === 'session' ? grant.sessionToken : grant.accessToken
  const page = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', origin: server.url }
  const headers = { ...(carrier === 'cookie' && page), ...presenting(server, carrier, token) }
  return {
    email,
    userId,
    sessionId: grant.session.id,
    token,
    headers,
    refreshToken: grant.kind === 'tokens' ? grant.refreshToken : null,
    send: (sent) => server.send({ ...sent, headers: { ...headers, ...sent.headers } }),
  }
}

async function accountOf({ identity }: TestServer, email: string): Promise<string> {
  const known = await identity.findByEmail(email)
  if (known !== null) return known.id
  const made = await identity.create({ email, password: ann.password })
  if (made.status === 'refused') throw new Error(made.detail)
  return made.account.id
}

/** The credential that an answer gives, whatever the kind. */
export function credentialIn(server: TestServer, { headers, json }: Answer): string {
  const cookie = (headers['set-cookie'] ?? []).find((line) => line.startsWith(`sojourn-${server.port}=`))
  return json?.access_token ?? json?.session_token ?? /=([^;]*)/.exec(cookie ?? '')?.[1] ?? ''
}

/** The header that presents a credential. */
export function presenting(server: TestServer, carrier: Carrier, token: string): Record<string, string> {
  if (carrier === 'cookie') return { cookie: `sojourn-${server.port}=${token}` }
  return { authorization: `Bearer ${token}` }
}

interface Snapshot {
  readonly account: Account | null
  readonly sessions: readonly { readonly id: string }[]
}

/** Everything that is kept about a person, but the times that looking changes. */
export async function snapshot({ identity, sojourn }: TestServer, email: string): Promise<Snapshot> {
  const account = await identity.findByEmail(email)
  const sessions = account === null ? [] : await sojourn.list(account.id)
  return { account, sessions: sessions.map(({ lastSeenAt: _, expiresAt: __, ...rest }) => rest) }
}

/** No cache keeps the answer, and no browser guesses what it is. */
export function expectKeptOut(path: string, answer: Answer): void {
  expect(answer.headers['cache-control'], path).toBe('no-store')
  expect(answer.headers['x-content-type-options'], path).toBe('nosniff')
}

/** Whether who is not signed in is turned away. The operator's own pages have a rule of their own. */
export function isSecured({ operation }: DocumentedOperation): boolean {
  return operation.security.length > 0 && operation.operationId !== 'metrics'
}

/** A request with the example of the document, to a session that is nobody's. */
export function exampleOf({ method, path, operation }: DocumentedOperation): Sent {
  const [media] = Object.values(operation.requestBody?.content ?? {})
  return { method, path: path.replace('{id}', 'A'.repeat(24)), body: media?.example }
}
