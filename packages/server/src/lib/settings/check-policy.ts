import type { PolicyOptions, SojournError } from 'sojourn'
import type { SettingName } from './all-settings.ts'
import type { CollectedValues, SettingValues } from './collect-values.ts'
import { defined } from './defined.ts'
import { askEngine } from './engine-check.ts'
import type { SettingProblem } from './problem.ts'

/** The policy that the settings make, and what the engine says against it and against the keys. */
export async function checkPolicy({ values, given }: CollectedValues): Promise<{
  readonly policy: PolicyOptions
  readonly problems: readonly SettingProblem[]
}> {
  const problems: SettingProblem[] = []
  const tell = (names: readonly SettingName[], wrong: string, fix: string): void => {
    const wheres = names.map((name) => given.get(name)?.where).filter((where) => where !== undefined)
    problems.push({ where: wheres.join(', ') || (names[0] ?? ''), wrong, fix })
  }
  const web = lifetime(values.idle, values.absolute)
  const native = lifetime(values.nativeIdle, values.nativeAbsolute)
  const level = defined({ level: values.level, justification: values.justification })

  // One at a time, so that each is told.
  const webError = await askEngine({ policy: { ...level, ...web, native: lenient } })
  if (webError) tell(['idle', 'absolute', 'level'], ...explain(webError, 'idle', 'absolute'))
  const nativeError = await askEngine({ policy: { ...level, ...lenient, native } })
  if (nativeError) {
    tell(['nativeIdle', 'nativeAbsolute', 'level'], ...explain(nativeError, 'nativeIdle', 'nativeAbsolute'))
  }
  const keysError = values.keys === undefined ? null : await askEngine({ keys: values.keys })
  if (keysError) {
    const [, index, wrong = 'not usable'] = /^keys\[(\d+)\]: ([^;]*)/.exec(keysError.message) ?? []
    tell(
      ['keys'],
      `key ${Number(index ?? 0) + 1} is no good (${wrong})`,
      'Make one with `sojourn keys generate`, and keep it secret.',
    )
  }
  const policy: PolicyOptions = {
    ...level,
    ...web,
    native,
    resume: values.resume ?? true,
    ...defined({
      access: values.access,
      rotationWindow: values.rotationWindow,
      lastSeenEvery: values.lastSeen,
      sessionsPerUser: values.sessionsPerUser,
      maxDataBytes: values.maxDataBytes,
      theftEnds: values.theftEnds,
    }),
  }
  return { policy, problems }
}

/** Within the limits of every level. */
const lenient = { idle: '15m', absolute: '12h' } as const

function lifetime(idle: SettingValues['idle'], absolute: SettingValues['absolute']): PolicyOptions {
  return defined({ idle, absolute })
}

function explain(error: SojournError, idle: string, absolute: string): readonly [string, string] {
  if (error.code === 'config/policy-too-loose') {
    const wrong = error.message
      .replace(/: shorten .*$/s, '')
      .replace(/^policy(\.native)? is/, 'that is')
      .replace(/\b(\d+) min\b/g, (_text, minutes: string) =>
        Number(minutes) % 60 === 0 ? `${Number(minutes) / 60}h` : `${minutes}m`,
      )
    const fix = `Shorten ${absolute} or ${idle}, or say in justification why more is acceptable.`
    return [wrong, fix]
  }
  const fix = `Shorten ${idle}, or lengthen ${absolute}.`
  return [`${idle} is longer than ${absolute}`, fix]
}
