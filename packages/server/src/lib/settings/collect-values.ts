import { allSettings, isSettingName, type Output, type SettingName } from './all-settings.ts'
import type { GivenSettings, GivenValue } from './given-settings.ts'
import { type SettingProblem, showValue } from './problem.ts'
import { refusalOf } from './value-kinds.ts'

/** Each setting's value on its own; undefined where something else decides. */
export type SettingValues = { readonly [Name in SettingName]: Output<Name> | undefined }

export interface CollectedValues {
  readonly values: SettingValues
  readonly problems: readonly SettingProblem[]
  /** The settings that somebody gave, with where. */
  readonly given: ReadonlyMap<SettingName, GivenValue>
}

/** Reads what the sources say, each one weighing more than those before it. */
export function collectValues(sources: readonly GivenSettings[]): CollectedValues {
  const problems = sources.flatMap((source) => source.problems)
  const given = new Map<SettingName, GivenValue>()
  // What is wrong is told even where another source overrules it.
  for (const source of sources) {
    for (const [name, entry] of source.values) {
      given.set(name, entry)
      const result = allSettings[name].schema.safeParse(entry.value)
      if (result.success) continue
      const { wrong, fix } = refusalOf(result.error)
      const shown = showValue(entry.value, allSettings[name].secret !== undefined)
      problems.push({ where: entry.where, wrong: `${shown} ${wrong}`, fix })
    }
  }
  const values = Object.fromEntries(
    Object.keys(allSettings)
      .filter(isSettingName)
      .map((name) => [name, decidedValue(name, given.get(name))]),
  ) as unknown as SettingValues // each by the schema of its name
  return { values, problems, given }
}

function decidedValue(name: SettingName, given: GivenValue | undefined): unknown {
  const { schema, otherwise } = allSettings[name]
  if (given !== undefined) return schema.safeParse(given.value).data
  return typeof otherwise === 'string' ? schema.parse(otherwise) : undefined
}
