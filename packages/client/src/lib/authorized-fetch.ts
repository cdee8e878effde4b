import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import { saysInvalidToken } from './invalid-token.ts'
import { type FetchLike, type HttpAnswer, web } from './platform.ts'
import { sendConfidentially, within } from './send.ts'
import { requireSendableTwice } from './sendable-body.ts'
import type { VaultEntry } from './vault.ts'

/** Where the requests get their access token. */
export interface AccessSource {
  /** One that is worth sending, renewed where necessary; null when nobody is signed in. @throws `client/offline` */
  access(): Promise<Access | null>
  /** Another one of the same sign-in; null when there is none and none can be had. @throws `client/offline` */
  accessAfter(refused: Access): Promise<Access | null>
  /** Even this token, fresh from the server, was refused: a renewal would bring nothing. */
  noteFutile(refused: Access): void
}

export type Access = Pick<VaultEntry, 'accessToken' | 'stay'>

interface RequestParts {
  readonly headers?: unknown
  readonly body?: unknown
  readonly signal?: unknown
}

/** Makes the client's `fetch`. */
export function createAuthorizedFetch(
  options: ResolvedOptions<FetchLike>,
  source: AccessSource,
): (input: string | { readonly href: string }, init?: object) => Promise<HttpAnswer> {
  const { baseUrl, clock, fetch, origins, timeoutMs } = options

  return async (input, init = {}) => {
    const { href, origin } = parse(typeof input === 'string' ? input : input.href)
    if (!origins.has(origin)) return fetch(href, init as never) // the caller wrote it for this platform's fetch
    const parts: RequestParts = init
    requireSendableTwice(parts.body)

    const send = (access: Access | null): Promise<[answer: HttpAnswer, invalid: boolean]> => {
      const headers = new web.Headers(parts.headers)
      if (access) headers.set('authorization', `Bearer ${access.accessToken}`)
      const attempt = async (signal: unknown): Promise<[HttpAnswer, boolean]> => {
        const answer = await sendConfidentially(fetch, href, { ...init, headers, signal })
        return [answer, access !== null && (await saysInvalidToken(answer))]
      }
      return parts.signal ? attempt(parts.signal) : within(clock, timeoutMs, attempt)
    }

    const first = await source.access()
    const [answer, refused] = await send(first)
    if (!refused || first === null) return answer
    const second = await source.accessAfter(first)
    if (second === null) return answer
    discard(answer)
    const [again, refusedAgain] = await send(second)
    if (refusedAgain) source.noteFutile(second)
    return again
  }

  function parse(text: unknown): { readonly href: string; readonly origin: string } {
    try {
      if (typeof text === 'string') return new web.URL(text, baseUrl)
    } catch {}
    throw new ClientError('usage/invalid', 'not an address')
  }
}

/** Lets go of the connection, where the platform can. */
function discard({ body }: HttpAnswer): void {
  const stream = body as { cancel?(): Promise<void> } | null | undefined // where there are streams, this is one
  stream?.cancel?.().catch(() => {})
}
