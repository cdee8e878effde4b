import { readArguments } from './read-arguments.ts'
import { type ReadSettings, readSettings } from './read-settings.ts'

export interface Given {
  readonly argv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
}

/** Reads settings as a command does, with nothing of this machine's environment. */
export function read({ argv = [], env = {}, folder = '/nowhere' }: Given): Promise<ReadSettings> {
  const flags = readArguments(argv, { '--config': 'value' })
  return readSettings({ flags, configFile: flags.options.get('--config') ?? null, env, folder })
}

/** What is said to wrong settings; empty when they are taken. */
export async function complaint(given: Given): Promise<string> {
  try {
    await read(given)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
