import { expect } from 'vitest'
import { type Answer, ann, type TestServer, type Visitor } from './server.test-support.ts'

/** Somebody signed in on a browser. */
export interface Person {
  readonly visitor: Visitor
  readonly email: string
  readonly userId: string
  /** Of the session. */
  readonly id: string
}

let people = 0

/** Somebody who has just created an account, confirmed where the server sends mail. */
export async function newPerson(server: TestServer): Promise<Person> {
  people += 1
  const email = `person-${people}@example.com`
  const visitor = server.visitor()
  const registered = await visitor.post('/auth/register', { ...ann, email })
  const { status, json } =
    registered.status === 202
      ? await visitor.post('/auth/verify', { code: await server.codeFor(email), password: ann.password })
      : registered
  expect(status).toBe(200)
  return { visitor, email, userId: json.user.id, id: json.session.id }
}

/** Signs in as a program does. */
export function login(
  server: TestServer,
  email: string,
  client: 'native' | 'token',
  password: string = ann.password,
): Promise<Answer> {
  return server.send({ method: 'POST', path: '/auth/login', body: { email, password, client } })
}

/** What a native client holds. */
export interface NativeHold {
  readonly access: string
  readonly refresh: string
  readonly id: string
}

export async function native(server: TestServer, email: string): Promise<NativeHold> {
  const { json } = await login(server, email, 'native')
  return { access: json.access_token, refresh: json.refresh_token, id: json.session.id }
}

export function refresh(server: TestServer, refresh_token: string, reread?: boolean): Promise<Answer> {
  return server.send({ method: 'POST', path: '/auth/refresh', body: { refresh_token, reread } })
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` }
}

/** The cookie of somebody's session, as it is sent. */
export function cookieOf(server: TestServer, { cookies }: Visitor): string {
  const name = `sojourn-${server.port}`
  return `${name}=${cookies.get(name)}`
}

/** What happened to a session, or with all of a person's, and on which network it was caused. */
export function toldOf({ sessionEvents }: TestServer, id: string): readonly string[] {
  return sessionEvents
    .filter((event) => ('id' in event && event.id === id) || ('count' in event && event.userId === id))
    .map(({ type, context }) => `${type} on ${context?.network}`)
}
