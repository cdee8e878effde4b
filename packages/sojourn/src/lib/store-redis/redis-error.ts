import { SojournError } from '../engine/sojourn-error.ts'

/** A failed call, and whether Redis may have carried it out all the same. */
export interface RedisFailure {
  readonly error: SojournError
  readonly effect: 'none' | 'unknown'
}

/** How Redis begins its refusals: one word in capitals. All else may quote a key or a value and is not passed on. */
const refusal = /^([A-Z]{2,20})(?: |$)/

/** What a rejected command means. */
export function failureOf(cause: unknown): RedisFailure {
  if (cause instanceof SojournError) return { error: cause, effect: 'unknown' }
  const [, word] = refusal.exec(cause instanceof Error ? cause.message : '') ?? []
  if (word === undefined) {
    const error = new SojournError(
      'store/unavailable',
      'the connection to Redis failed: check that it can be reached',
    )
    return { error, effect: 'unknown' }
  }
  if (word === 'OOM') {
    const error = new SojournError('store/full', 'Redis has reached its maxmemory: give it more')
    return { error, effect: 'none' }
  }
  if (word === 'WRONGTYPE' || word === 'DAMAGED') {
    const error = new SojournError(
      'store/damaged',
      'Redis holds something under the key that Sojourn did not write',
    )
    return { error, effect: 'none' }
  }
  const error = new SojournError('store/unavailable', `Redis refused the command (${word})`)
  // A script that failed after its first write would also answer ERR; ours cannot, but nothing here relies on it.
  return { error, effect: word === 'ERR' ? 'unknown' : 'none' }
}

export function isNoScript(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('NOSCRIPT')
}
