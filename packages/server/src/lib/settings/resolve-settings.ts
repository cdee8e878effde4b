import { StartError } from '../start/start-error.ts'
import { collectValues } from './collect-values.ts'
import { readConfig } from './config-file.ts'
import { decideSettings, type Surroundings } from './decide-settings.ts'
import type { SojournConfig } from './define-config.ts'
import { tellProblems } from './problem.ts'
import type { Settings } from './settings.ts'

/**
 * Decides and checks settings that a program gives, as `sojourn.config.ts` would: neither the environment nor a file is
 * read.
 *
 * @param surroundings where relative paths begin (default: the folder of the process), and whether this is production
 *   (default: when `NODE_ENV` says so)
 * @throws StartError that tells everything that is wrong
 */
export async function resolveSettings(
  config: SojournConfig,
  {
    folder = process.cwd(),
    isProduction = process.env.NODE_ENV === 'production',
  }: Partial<Surroundings> = {},
): Promise<Settings> {
  const collected = collectValues([readConfig(config, 'config')])
  const { settings, problems } = await decideSettings(collected, { folder, isProduction })
  if (problems.length > 0) throw new StartError(tellProblems(problems))
  return settings
}
