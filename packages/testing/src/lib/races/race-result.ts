import type { SessionId } from 'sojourn'

/** What came of each call, in order: a value, or the code of the refusal or error. */
export interface RaceResult {
  readonly outcomes: readonly RaceOutcome[]
  /** How often this party rotated a refresh token. */
  readonly rotations: number
  /** When its end was acknowledged, in milliseconds since the epoch. */
  readonly endedAt?: number
  /** When the last check began that found the token alive. */
  readonly lastLiveAt?: number
}

export interface RaceOutcome {
  readonly code?: string
  readonly id?: SessionId
  /** Whether the near-cache has it after the check. */
  readonly cached?: boolean
  readonly token?: string
  readonly refreshToken?: string
  readonly epoch?: number
}
