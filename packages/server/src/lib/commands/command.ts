import type { Settings } from '../settings/settings.ts'
import type { Terminal } from './terminal.ts'

export interface CommandOption {
  /** What stands for its value in the help; null for a switch. */
  readonly shape: string | null
  readonly help: string
}

/** One thing that `sojourn` does. */
export interface Command {
  /** Such as `sessions end`. */
  readonly name: string
  /** What follows the name, for the help: `<user>`. */
  readonly shape?: string
  /** How many words follow the name. Default none. */
  readonly takes?: readonly [least: number, most: number]
  /** Half a line for the list of commands. */
  readonly summary: string
  /** What else there is to say. */
  readonly details?: string
  /** By flag. `--json` is among them when the command knows it. */
  readonly options?: Readonly<Record<`--${string}`, CommandOption>>
  /** It works with wrong settings too. */
  readonly readsNoSettings?: true
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>
}

export interface CommandCall {
  /** The words after the name. */
  readonly words: readonly string[]
  /** The value of an option; `''` for a switch. Undefined when it was not given. */
  option(flag: `--${string}`): string | undefined
  /**
   * The settings, from file, environment and flags.
   *
   * @throws StartError
   */
  settings(): Promise<Settings>
  readonly terminal: Terminal
}

export const json: CommandOption = { shape: null, help: 'answer in JSON' }
export const yes: CommandOption = { shape: null, help: 'do not ask' }
