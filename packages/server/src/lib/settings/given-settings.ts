import type { SettingName } from './all-settings.ts'
import type { SettingProblem } from './problem.ts'

/** A value as somebody wrote it. */
export interface GivenValue {
  readonly value: unknown
  /** Such as `SOJOURN_IDLE (environment)`, for messages. */
  readonly where: string
}

/** What one source says: the config file, the environment or the flags. */
export interface GivenSettings {
  readonly values: ReadonlyMap<SettingName, GivenValue>
  readonly problems: readonly SettingProblem[]
}
