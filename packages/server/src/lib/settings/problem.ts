/** One thing about the settings that has to be mended. */
export interface SettingProblem {
  /** Such as `SOJOURN_IDLE (environment)`. */
  readonly where: string
  /** Goes on after `where`: `"soon" is no length of time`. */
  readonly wrong: string
  /** A sentence. */
  readonly fix: string
}

/** All of them in one message. */
export function tellProblems(problems: readonly SettingProblem[]): string {
  const count = problems.length === 1 ? 'One setting has' : `${problems.length} settings have`
  const lines = problems.map(({ where, wrong, fix }) => `  ${where}: ${wrong}.\n    ${fix}`)
  return `${count} to be mended.\n\n${lines.join('\n')}`
}

/** A value as an error may show it: shortened, on one line, and without what looks like a secret. */
export function showValue(value: unknown, secret = false): string {
  if (secret) return 'its value'
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  if (/[A-Za-z0-9_-]{32}|:\S*@/.test(text)) return 'its value'
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
