import type { ResolvedOptions } from './client-options.ts'
import { saysInvalidToken } from './invalid-token.ts'
import { parseUrl } from './parse-url.ts'
import type { FetchLike, HttpAnswer } from './platform.ts'
import { type RequestParts, sendConfidentially } from './send.ts'
import { requireSendableTwice } from './sendable-body.ts'
import type { VaultEntry } from './vault.ts'

export type Access = Pick<VaultEntry, 'accessToken' | 'stay'>

/** Where the requests get their access token. */
export interface AccessSource {
  /**
   * One that is worth sending, renewed where necessary; null when nobody is signed in.
   *
   * @param refused what a server has refused: then another one of the same sign-in, or null
   * @throws `client/offline`; `session/none` when the session ended meanwhile
   */
  access(refused?: Access): Promise<Access | null>
}

/** Makes the client's `fetch`. */
export function createAuthorizedFetch(
  options: ResolvedOptions<FetchLike>,
  source: AccessSource,
): (input: string | { readonly href: string }, init?: RequestParts) => Promise<HttpAnswer> {
  /** An access token that was refused although it was fresh from the server: a renewal would bring nothing. */
  let futile: string | null = null

  return async (input, init = {}) => {
    const address = typeof input === 'string' ? input : input.href
    const { href, origin } = parseUrl('usage/invalid', address, options.baseUrl)
    if (!options.origins.includes(origin)) return options.fetch(href, init as never) // the caller wrote it for this fetch
    requireSendableTwice(init.body)

    const send = (access: Access | null): Promise<readonly [answer: HttpAnswer, refused: boolean]> =>
      sendConfidentially(options, href, init, access?.accessToken, async (answer) => [
        answer,
        await saysInvalidToken(answer),
      ])

    const first = await source.access()
    const [answer, refused] = await send(first)
    if (!refused || !first || first.accessToken === futile) return answer
    const second = await source.access(first)
    if (!second) return answer
    discard(answer)
    const [again, refusedAgain] = await send(second)
    if (refusedAgain) futile = second.accessToken
    return again
  }
}

/** Lets go of the connection, where the platform can. */
function discard({ body }: HttpAnswer): void {
  const stream = body as { cancel?(): Promise<void> } | null | undefined // where there are streams, this is one
  stream?.cancel?.().catch(() => {})
}
