import { expect } from 'vitest'

/** What a native sign-in answers, as far as tests look. */
export interface NativeTokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly session: { readonly id: string }
  readonly user: { readonly id: string; readonly email: string }
}

export const password = 'a quiet place by the sea'

export interface CallOptions {
  readonly method?: string
  readonly body?: unknown
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One request to the API, as a native client makes it. */
export async function call(
  url: string,
  path: string,
  { method, body, bearer, headers }: CallOptions = {},
): Promise<Response> {
  return fetch(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Makes an account on a server without mail, and signs in. */
export async function register(url: string, email: string): Promise<NativeTokens> {
  const response = await call(url, '/auth/register', { body: { email, password, client: 'native' } })
  expect(response.status).toBe(200)
  return (await response.json()) as NativeTokens // what it answers
}

export async function login(url: string, email: string, client = 'native'): Promise<Response> {
  const response = await call(url, '/auth/login', { body: { email, password, client } })
  expect(response.status).toBe(200)
  return response
}

/** The status of a request with a token. */
export async function statusOf(url: string, bearer: string): Promise<number> {
  return (await call(url, '/auth/session', { bearer })).status
}
