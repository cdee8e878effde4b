import { ClientError } from './client-error.ts'
import { type Clock, type FetchLike, type HttpAnswer, web } from './platform.ts'

/** Does `work`, and gives it up after a time, also when it does not heed its signal. */
export function within<Result>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: unknown) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = new web.AbortController()
    const cancel = clock.after(timeoutMs, () => {
      reject(new ClientError('client/timeout', 'no answer in time'))
      abort.abort()
    })
    work(abort.signal).then(resolve, reject).finally(cancel)
  })
}

/**
 * Sends a request with a credential, which no redirect takes elsewhere: `redirect: 'manual'`, and because some platforms
 * know no such thing, an answer from another origin is dropped.
 *
 * @throws `client/redirected`, and what the platform's `fetch` rejects with
 */
export async function sendConfidentially(fetch: FetchLike, url: string, init: object): Promise<HttpAnswer> {
  const whole = { ...init, redirect: 'manual' }
  const answer = await fetch(url, whole as never) // what it takes depends on the platform; these fields are in the standard
  if (answer.url && new web.URL(answer.url).origin !== new web.URL(url).origin) {
    throw new ClientError('client/redirected', 'answered by another origin')
  }
  return answer
}
