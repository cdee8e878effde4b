import type { ErrorCode } from './error-code.ts'

/** A problem document, sent as `application/problem+json` (RFC 9457). */
export interface Problem {
  /** `urn:sojourn:problem:<code>`; identifies the kind of problem. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  /** What went wrong this time and how to mend it. Never holds a secret. */
  readonly detail: string
}
