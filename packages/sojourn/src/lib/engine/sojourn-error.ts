import { type ErrorCode, errors } from '@sojourn/protocol'

/**
 * What Sojourn throws: misuse, or a system that does not answer. Expected outcomes are values, not errors.
 *
 * `message` says what is wrong and how to mend it, and never holds a secret. `status` is what a web framework's error
 * handler looks for.
 *
 * @example
 * try { await sojourn.patch(id, patch) } catch (error) {
 *   if (error instanceof SojournError && error.code === 'data/too-large') …
 * }
 */
export class SojournError extends Error {
  override readonly name = 'SojournError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** The HTTP status of the code. */
  get status(): number {
    return errors[this.code].status
  }
}
