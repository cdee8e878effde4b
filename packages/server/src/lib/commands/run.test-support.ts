import { tmpdir } from 'node:os'
import { run } from './run.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What is piped in. */
  readonly input?: string
  /** What somebody types, one answer after the other; nobody is there without. */
  readonly typed?: readonly string[]
  readonly folder?: string
}

/** Runs a command in this process, as the `sojourn` of a process of its own does. */
export async function runHere(
  argv: readonly string[],
  { env = {}, input = '', typed = [], folder = tmpdir() }: RunOptions = {},
): Promise<Ran> {
  const said = { out: '', err: '' }
  const answers = [...typed]
  const code = await run(argv, {
    env,
    folder,
    out: (line) => {
      said.out += `${line}\n`
    },
    err: (line) => {
      said.err += `${line}\n`
    },
    input: async () => input,
    ask: async () => answers.shift() ?? null,
  })
  return { code, stdout: said.out, stderr: said.err }
}
