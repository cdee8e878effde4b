import { allSettings, isSettingName, type SettingName } from './all-settings.ts'
import type { GivenSettings, GivenValue } from './given-settings.ts'
import { nearMiss } from './near-miss.ts'
import type { SettingProblem } from './problem.ts'
import { variableOf } from './setting.ts'

/** Names the config file. */
export const configVariable = 'SOJOURN_CONFIG'

/** Takes the settings from the environment. A variable without text is as good as none. */
export function readEnvironment(env: NodeJS.ProcessEnv): GivenSettings {
  const byVariable = new Map<string, SettingName>()
  for (const name of Object.keys(allSettings).filter(isSettingName)) {
    byVariable.set(variableOf(name, allSettings[name]), name)
  }
  const values = new Map<SettingName, GivenValue>()
  const problems: SettingProblem[] = []
  for (const [variable, value] of Object.entries(env)) {
    const name = byVariable.get(variable)
    if (name !== undefined && value) values.set(name, { value, where: `${variable} (environment)` })
    if (name === undefined && variable.startsWith('SOJOURN_') && variable !== configVariable) {
      problems.push(unknownVariable(variable, value, byVariable.keys()))
    }
  }
  return { values, problems }
}

function unknownVariable(
  variable: string,
  value: string | undefined,
  known: Iterable<string>,
): SettingProblem {
  const where = `${variable} (environment)`
  const wrong = 'there is no such setting'
  if (/^SOJOURN_(SERVICE_(HOST|PORT)|PORT_)/.test(variable) || value?.startsWith('tcp://')) {
    const fix = 'Kubernetes sets it for a service named sojourn: say enableServiceLinks: false in the pod.'
    return { where, wrong, fix }
  }
  const near = variable === 'SOJOURN_PORT' ? 'PORT' : nearMiss(variable, known)
  const fix = near === null ? 'Remove it; `sojourn --help` lists them all.' : `Did you mean ${near}?`
  return { where, wrong, fix }
}
