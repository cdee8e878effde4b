import { ClientError } from './client-error.ts'
import type { ResolvedOptions } from './client-options.ts'
import { type FetchLike, type HttpAnswer, web } from './platform.ts'

/** What is read of a request's parts; the rest goes to the platform's `fetch` as it is. */
export interface RequestParts {
  readonly headers?: unknown
  readonly body?: unknown
  readonly signal?: unknown
}

/**
 * Sends a request with a credential, which no redirect takes elsewhere: `redirect: 'manual'`, and because some platforms
 * know no such thing, an answer from another origin is dropped. Gives up after the time-out, also when `fetch` or `read`
 * do not heed their signal; a signal of the caller takes the place of the time-out.
 *
 * @throws `client/timeout`, `client/redirected`, and what the platform's `fetch` rejects with
 */
export function sendConfidentially<Result>(
  { clock, fetch, timeoutMs }: ResolvedOptions<FetchLike>,
  url: string,
  init: RequestParts,
  accessToken: string | undefined,
  read: (answer: HttpAnswer) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = new web.AbortController()
    const giveUp = (): void => {
      reject(new ClientError('client/timeout'))
      abort.abort()
    }
    const cancel = init.signal ? () => {} : clock.after(timeoutMs, giveUp)
    const attempt = async (): Promise<Result> => {
      const headers = new web.Headers(init.headers)
      if (accessToken) headers.set('authorization', `Bearer ${accessToken}`)
      const whole = { ...init, headers, redirect: 'manual', signal: init.signal ?? abort.signal }
      const answer = await fetch(url, whole as never) // what it takes depends on the platform; these fields are standard
      if (answer.url && new web.URL(answer.url).origin !== new web.URL(url).origin) {
        throw new ClientError('client/redirected')
      }
      return read(answer)
    }
    attempt().then(resolve, reject).finally(cancel)
  })
}
