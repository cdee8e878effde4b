import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import type { FetchLike } from './platform.ts'
import type { Reply } from './read-reply.ts'
import { sendConfidentially, within } from './send.ts'

/** Sends JSON to one of the server's own routes. Never rejects, and never takes longer than the time-out. */
export async function post(
  options: ResolvedOptions<FetchLike>,
  url: string,
  content: object,
  accessToken?: string,
): Promise<Reply> {
  const headers = {
    'content-type': 'application/json',
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  }
  const init = {
    method: 'POST',
    headers,
    body: JSON.stringify(content),
    credentials: 'omit',
  }
  try {
    return await within(options.clock, options.timeoutMs, async (signal) => {
      const answer = await sendConfidentially(options.fetch, url, { ...init, signal })
      const seconds = answer.headers.get('retry-after') ?? ''
      return {
        status: answer.status,
        body: await answer.json().catch(() => null),
        retryAfterMs: /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null,
      }
    })
  } catch (error) {
    return { status: 0, body: error instanceof ClientError ? error : null, retryAfterMs: null }
  }
}
