import { ann, type Sent, type TestServer } from '../routes/server.test-support.ts'
import { type Caller, type Carrier, clientOf, signInAs } from './caller.test-support.ts'
import type { DocumentedOperation } from './document.test-support.ts'

/** What a good call of an operation needs besides its example. */
interface GoodCall {
  readonly body?: (at: Scene) => object
  readonly path?: (at: Scene) => string
  readonly expect: number
  /** The carrier that it does not take: 401. */
  readonly unauthorized?: Carrier
  /** On a server that sends mail. */
  readonly mail?: true
  /** Its body says which kind of client asks, and the answer holds what such a client presents. */
  readonly signsIn?: true
}

/** Somebody signed in, and what a call may need. */
interface Scene {
  readonly caller: Caller
  /** A mailed code, for the operations that take one. */
  readonly code: string
  /** Another session of the caller. */
  readonly other: Caller
}

const next = 'a quite different and longer sentence'

/** Each operation of the document. */
export const goodCalls: Readonly<Record<string, GoodCall>> = {
  post_auth_register: {
    body: ({ caller }) => ({ email: `new-${caller.email}`, password: ann.password }),
    expect: 200,
    signsIn: true,
  },
  post_auth_login: { body: ({ caller }) => ({ ...ann, email: caller.email }), expect: 200, signsIn: true },
  post_auth_refresh: { body: ({ other }) => ({ refresh_token: other.refreshToken }), expect: 200 },
  get_auth_session: { expect: 200 },
  patch_auth_session_data: { body: () => ({ theme: 'dark' }), expect: 200 },
  post_auth_logout: { body: () => ({}), expect: 204 },
  get_auth_sessions: { expect: 200 },
  patch_auth_sessions_id: {
    path: ({ other }) => `/auth/sessions/${other.sessionId}`,
    body: () => ({ name: 'Other' }),
    expect: 204,
  },
  delete_auth_sessions_id: { path: ({ other }) => `/auth/sessions/${other.sessionId}`, expect: 204 },
  delete_auth_sessions: { path: () => '/auth/sessions?except=current', expect: 200 },
  post_auth_password: { body: () => ({ current: ann.password, next }), expect: 200 },
  post_auth_reauthenticate: { body: () => ({ password: ann.password }), expect: 200 },
  post_auth_resume: {
    body: () => ({ password: ann.password }),
    expect: 200,
    unauthorized: 'access token', // a native client signs in anew
  },
  patch_auth_user: { body: () => ({ name: 'Ann' }), expect: 200 },
  post_auth_email: { body: ({ caller }) => ({ email: `moved-${caller.email}` }), expect: 200 },
  get_auth_activity: { expect: 200 },
  post_auth_user_export: { expect: 200 },
  delete_auth_user: { expect: 204 },
  get_auth_settings: { expect: 200 },
  post_auth_verify: {
    body: ({ code }) => ({ code, password: ann.password }),
    expect: 200,
    mail: true,
    signsIn: true,
  },
  post_auth_reset_request: { body: ({ caller }) => ({ email: caller.email }), expect: 202, mail: true },
  post_auth_reset: { body: ({ code }) => ({ code, next }), expect: 204, mail: true },
  healthz: { expect: 200 },
  readyz: { expect: 200 },
  metrics: { expect: 200 },
  openapi: { expect: 200 },
  jwks: { expect: 200 },
}

/** A server without a mailer and one with. */
export interface Servers {
  readonly plain: TestServer
  readonly mailing: TestServer
}

/** A call that is right in all, by somebody of its own. */
export interface Prepared {
  readonly server: TestServer
  readonly caller: Caller
  readonly sent: Sent
  readonly expect: number
  readonly signsIn: boolean
}

let people = 0

/** Prepares a good call of an operation by somebody who carries the session in one of the three ways. */
export async function prepare(
  { plain, mailing }: Servers,
  { method, path, operation: { operationId: id } }: DocumentedOperation,
  carrier: Carrier,
): Promise<Prepared> {
  const call = goodCalls[id]
  if (call === undefined) throw new Error(`no good call of ${id} is known here`)
  const server = call.mail ? mailing : plain
  people += 1
  const email = `${id.replaceAll('_', '-')}-${people}@example.com`
  const caller = await signInAs(server, email, carrier)
  const other = await signInAs(server, email, 'access token')
  const scene = { caller, other, code: await codeFor(server, id, email) }
  const asked = call.body?.(scene)
  const body = call.signsIn ? { ...asked, client: clientOf[carrier] } : asked
  return {
    server,
    caller,
    sent: { method, path: call.path?.(scene) ?? path, body },
    expect: call.unauthorized === carrier ? 401 : call.expect,
    signsIn: call.signsIn ?? false,
  }
}

async function codeFor(server: TestServer, id: string, email: string): Promise<string> {
  if (id === 'post_auth_reset') {
    await server.visitor().post('/auth/reset/request', { email })
    return server.codeFor(email, '/reset')
  }
  if (id !== 'post_auth_verify') return ''
  await server.visitor().post('/auth/register', { ...ann, email: `new-${email}` })
  return server.codeFor(`new-${email}`)
}
