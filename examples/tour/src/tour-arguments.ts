import { parseArgs } from 'node:util'

export interface TourArguments {
  readonly wantsHelp: boolean
  /** Settings of the server, by name. */
  readonly settings: Readonly<Record<string, string>>
}

export const help = `npm run tour [-- --set <setting>=<value> ...]

Starts a Sojourn server on a free port of this machine, with a temporary
folder, and tells a story with real requests: sign-in on the web and in an app,
50 refreshes at once, a lost answer, a changed network, a thief, sign out
everywhere, a restart. Each step says what was promised and how long it took.
Exit code 1 when a step is not as it is told.

  --set <setting>=<value>  give the server another setting, to see which promise
                           it breaks: theftEnds=user, or rotationWindow=0ms
  --help                   this text

NO_COLOR=1 for no colours.
`

/** @throws TypeError that says what is wrong */
export function readArguments(argv: readonly string[]): TourArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: { help: { type: 'boolean', short: 'h' }, set: { type: 'string', multiple: true } },
  })
  const pairs = (values.set ?? []).map((text) => {
    const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/.exec(text) ?? []
    if (name === undefined || value === undefined) throw new TypeError(`--set ${text}: write name=value`)
    return [name, value] as const
  })
  return { wantsHelp: values.help === true, settings: Object.fromEntries(pairs) }
}
