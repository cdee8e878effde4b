import { ClientError } from './client-error.ts'

/**
 * Refuses a body that is used up by sending it, before anything is sent: after a renewal the request has to go out again,
 * and whole.
 *
 * @throws `usage/invalid`
 */
export function requireSendableTwice(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  const usedUp = ['getReader', 'pipe', Symbol.asyncIterator].some((key) => key in body)
  if (usedUp) throw new ClientError('usage/invalid', 'a stream is sent only once')
}
