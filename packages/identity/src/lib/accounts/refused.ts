import type { ErrorCode } from '@sojourn/protocol'

/** An expected refusal: nothing was changed. */
export interface Refused {
  readonly status: 'refused'
  readonly code: ErrorCode
  /** What to do, for the person. Holds nothing that they typed. */
  readonly detail: string
  /** When to try again, in whole seconds. */
  readonly retryAfterSeconds?: number
}

export function refused(code: ErrorCode, detail: string, retryAfterSeconds?: number): Refused {
  return {
    status: 'refused',
    code,
    detail,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}
