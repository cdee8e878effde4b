import type { TokenResponse } from '@sojourn/protocol'
import { ClientError } from './client-error.ts'
import type { Endpoints, ResolvedOptions } from './client-options.ts'
import type { FetchLike } from './platform.ts'
import { codeOf, tokensOf } from './read-body.ts'
import { sendConfidentially } from './send.ts'

/** What came of a request to one of the server's own routes. */
export interface Reply {
  /** Null when there was no answer. */
  readonly status: number | null
  readonly tokens: TokenResponse | null
  /** The code of its problem document; `client/...` when the answer is none, or there is no answer. */
  readonly code: string
  /** What `Retry-After` says; 0 when it says nothing, or a date, which would need the server's clock. */
  readonly retryAfterMs: number
}

/** Sends JSON to one of the server's own routes. Never rejects, and never takes longer than the time-out. */
export function post(
  options: ResolvedOptions<FetchLike>,
  route: keyof Endpoints,
  content: object,
  accessToken?: string,
): Promise<Reply> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
    credentials: 'omit',
  }
  const url = options.endpoints[route]
  return sendConfidentially(options, url, init, accessToken, async (answer): Promise<Reply> => {
    const body = await answer.json().catch(() => null)
    return {
      status: answer.status,
      tokens: tokensOf(body),
      code: answer.status < 400 ? 'client/unexpected' : codeOf(body),
      retryAfterMs: Number(answer.headers.get('retry-after')) * 1000 || 0,
    }
  }).catch((error) => ({
    status: null,
    tokens: null,
    code: error instanceof ClientError ? error.code : 'client/offline',
    retryAfterMs: 0,
  }))
}
