import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import type { Reply } from './judge-reply.ts'
import { type FetchLike, web } from './platform.ts'
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
    accept: 'application/json',
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  }
  const init = {
    method: 'POST',
    headers,
    body: JSON.stringify(content),
    credentials: 'omit',
    cache: 'no-store',
  }
  const own = { ...options, origins: new Set([new web.URL(url).origin]) }
  try {
    return await within(options.clock, options.timeoutMs, async (signal) => {
      const answer = await sendConfidentially(own, url, { ...init, signal })
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
