import { headersOf, type Place } from './place.ts'

/** An answer, as far as the tour looks at it. */
export interface Answer {
  readonly status: number
  /** The JSON of its body; an empty object when it has none. */
  readonly body: Readonly<Record<string, unknown>>
  /** `Set-Cookie`, one a line. */
  readonly cookies: readonly string[]
}

export interface Sending {
  readonly method?: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends one request as it is, with no help from a library. */
export async function send(
  url: string,
  place: Place,
  { method = 'GET', body, headers }: Sending = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...headersOf(place), ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text === '' ? {} : JSON.parse(text),
    cookies: answer.headers.getSetCookie(),
  }
}

/** How an answer reads in one line: its status, and the code of a problem document. */
export function inShort({ status, body }: Answer): string {
  return typeof body.code === 'string' ? `${status} ${body.code}` : String(status)
}
