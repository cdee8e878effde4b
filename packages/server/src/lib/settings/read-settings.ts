import { StartError } from '../start/start-error.ts'
import type { SettingName } from './all-settings.ts'
import { collectValues } from './collect-values.ts'
import { readConfigFile } from './config-file.ts'
import { decideSettings } from './decide-settings.ts'
import type { GivenSettings } from './given-settings.ts'
import { tellProblems } from './problem.ts'
import { configVariable, readEnvironment } from './read-environment.ts'
import type { Settings } from './settings.ts'

export interface SettingSources {
  /** What the command line says. */
  readonly flags: GivenSettings
  /** A config file that the command line names. */
  readonly configFile: string | null
  readonly env: NodeJS.ProcessEnv
  /** Where the config file is looked for, and where relative paths begin. */
  readonly folder: string
}

export interface ReadSettings {
  readonly settings: Settings
  /** Where each setting was given that was: `SOJOURN_IDLE (environment)`. */
  readonly given: ReadonlyMap<SettingName, string>
}

/**
 * Reads every setting: the config file, over it the environment, over it the flags.
 *
 * @throws StartError that tells everything that is wrong; nothing has been written
 */
export async function readSettings({
  flags,
  configFile,
  env,
  folder,
}: SettingSources): Promise<ReadSettings> {
  const file = await readConfigFile(folder, configFile ?? (env[configVariable] || null))
  const collected = collectValues([file, readEnvironment(env), flags])
  const { settings, problems } = await decideSettings(collected, {
    folder,
    isProduction: env.NODE_ENV === 'production',
  })
  if (problems.length > 0) throw new StartError(tellProblems(problems))
  return { settings, given: new Map([...collected.given].map(([name, { where }]) => [name, where])) }
}
