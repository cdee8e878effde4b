import { allSettings, isSettingName, type SettingName } from './all-settings.ts'
import type { GivenSettings, GivenValue } from './given-settings.ts'
import { nearMiss } from './near-miss.ts'
import type { SettingProblem } from './problem.ts'
import { flagOf, variableOf } from './setting.ts'

/** The options of a command by their flag: whether a value follows. */
export type OptionKinds = Readonly<Record<string, 'value' | 'switch'>>

export interface GivenArguments extends GivenSettings {
  /** What is no flag, in order. */
  readonly words: readonly string[]
  /** The command's own options by their flag. A switch is `''`. */
  readonly options: ReadonlyMap<string, string>
}

/** Takes words, settings and a command's own options from the command line: `--name value` or `--name=value`. */
export function readArguments(argv: readonly string[], kinds: OptionKinds): GivenArguments {
  const settings = new Map(
    Object.keys(allSettings)
      .filter(isSettingName)
      .map((name) => [flagOf(name), name]),
  )
  const values = new Map<SettingName, GivenValue>()
  const options = new Map<string, string>()
  const words: string[] = []
  const problems: SettingProblem[] = []
  const rest = [...argv]

  function take(flag: string, inline: string | undefined): void {
    const where = `${flag} (flag)`
    const name = settings.get(flag)
    if (name === undefined && kinds[flag] === undefined) {
      const near = nearMiss(flag, [...settings.keys(), ...Object.keys(kinds)])
      const fix = near === null ? '`sojourn --help` lists them all.' : `Did you mean ${near}?`
      problems.push({ where, wrong: 'there is no such flag', fix })
      if (inline === undefined && isValue(rest[0])) rest.shift() // may be a secret, and is no word
      return
    }
    if (options.has(flag) || (name !== undefined && values.has(name))) {
      problems.push({ where, wrong: 'it is given twice', fix: 'Give it once.' })
    }
    if (kinds[flag] === 'switch') {
      if (inline !== undefined)
        problems.push({ where, wrong: 'it takes no value', fix: `Write ${flag} alone.` })
      options.set(flag, '')
      return
    }
    const alone = name !== undefined && allSettings[name].shape === 'yes|no'
    const value = inline ?? (isValue(rest[0]) ? rest.shift() : alone ? 'yes' : undefined)
    if (value === undefined) {
      problems.push({ where, wrong: 'its value is missing', fix: `Write ${flag} <value>.` })
    } else if (name === undefined) {
      options.set(flag, value)
    } else if (isSecret(name, value)) {
      const variable = variableOf(name, allSettings[name])
      const fix = `Give it in ${variable} or in sojourn.config.ts, and change it if it was in use.`
      problems.push({ where, wrong: 'others on this machine can read a secret on the command line', fix })
    } else {
      values.set(name, { value, where })
    }
  }

  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '--') continue // npm and pnpm pass it on
    const [, flag, inline] = /^(-[^=]*)(?:=([\s\S]*))?$/.exec(next) ?? []
    if (flag === undefined) words.push(next)
    else take(flag === '-h' ? '--help' : flag, inline)
  }
  return { values, options, words, problems }
}

function isSecret(name: SettingName, value: string): boolean {
  const { secret } = allSettings[name]
  return secret === 'always' || (secret === 'maybe' && value.includes('@'))
}

function isValue(next: string | undefined): boolean {
  return next !== undefined && !next.startsWith('--')
}
