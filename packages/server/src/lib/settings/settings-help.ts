import { allSettings, settingGroups } from './all-settings.ts'
import { flagOf, variableOf } from './setting.ts'

/** Every setting with its flag, its variable and its default, for `--help`. */
export function settingsHelp(): string {
  const groups = Object.entries(settingGroups).map(([group, names]) => {
    const entries = names.map((name) => {
      const setting = allSettings[name]
      const { otherwise, help, shape } = setting
      const words = typeof otherwise === 'string' ? otherwise || 'none' : otherwise.words
      const flag = setting.secret === 'always' ? `${name} (no flag)` : `${flagOf(name)} ${shape}`
      return `  ${flag}  ${variableOf(name, setting)}\n      ${help}\n      default: ${words}`
    })
    return `${group}\n${entries.join('\n')}`
  })
  return `${groups.join('\n\n')}

Each setting is a field of sojourn.config.ts as well, under the name of its flag in camelCase. Flags weigh more than the
environment, the environment more than the file. A time is a whole number and its unit: 400ms, 30s, 15m, 12h, 14d.`
}
