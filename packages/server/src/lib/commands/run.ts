import { SojournError } from 'sojourn'
import { nearMiss } from '../settings/near-miss.ts'
import { tellProblems } from '../settings/problem.ts'
import { type GivenArguments, type OptionKinds, readArguments } from '../settings/read-arguments.ts'
import { readSettings } from '../settings/read-settings.ts'
import type { Settings } from '../settings/settings.ts'
import { StartError } from '../start/start-error.ts'
import { allCommands } from './all-commands.ts'
import type { Command } from './command.ts'
import { commandHelp, generalHelp, groupHelp } from './command-help.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

const everywhere: OptionKinds = { '--help': 'switch', '--version': 'switch', '--config': 'value' }

/**
 * Runs `sojourn` with what follows its name on the command line. What people can mend is told in one message; anything
 * else is a fault of ours, and is thrown.
 *
 * @returns the exit code
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await runCommand(argv, terminal)
  } catch (error) {
    if (!(error instanceof StartError) && !(error instanceof SojournError)) throw error
    terminal.err(error.message)
    return 1
  }
}

async function runCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const group = readGroup(argv)
  if (group !== null) {
    terminal.out(groupHelp(group))
    return 0
  }
  const command = findCommand(argv)
  const given = readArguments(argv, optionKinds(command))
  if (given.options.has('--version')) {
    terminal.out(version())
    return 0
  }
  if (given.options.has('--help')) {
    const isGeneral = given.words.length === 0
    terminal.out(isGeneral ? generalHelp(allCommands) : commandHelp(command))
    return 0
  }
  const words = given.words.slice(command.name.split(' ').length)
  requireWords(command, words)
  if (command.readsNoSettings && given.problems.length > 0) throw new StartError(tellProblems(given.problems))
  return command.run({
    words,
    terminal,
    option: (flag) => given.options.get(flag),
    settings: () => settingsOf(given, terminal),
  })
}

async function settingsOf(given: GivenArguments, { env, folder }: Terminal): Promise<Settings> {
  const configFile = given.options.get('--config') ?? null
  return (await readSettings({ flags: given, configFile, env, folder })).settings
}

/** Every option of every command is known, so that a value after a flag is not taken for a word. */
function readWords(argv: readonly string[]): GivenArguments {
  const kinds = Object.assign({}, ...allCommands.map(optionKinds)) as OptionKinds // made of them
  return readArguments(argv, kinds)
}

/** The commands that begin with the only word, when their help is asked for: `sojourn users --help`. */
function readGroup(argv: readonly string[]): readonly Command[] | null {
  const { words, options } = readWords(argv)
  if (words.length !== 1 || !options.has('--help')) return null
  const group = groupOf(words[0] ?? '')
  return group.length > 0 ? group : null
}

function groupOf(word: string): readonly Command[] {
  return allCommands.filter((command) => command.name.startsWith(`${word} `))
}

function findCommand(argv: readonly string[]): Command {
  const { words } = readWords(argv)
  const name = words.slice(0, 2).join(' ')
  const found = allCommands.find((command) => command.name === name || command.name === (words[0] ?? 'serve'))
  if (found !== undefined) return found
  const group = groupOf(words[0] ?? '')
  if (group.length > 0 && words.length === 1) {
    const names = group.map((command) => `  sojourn ${command.name}`)
    throw new StartError(`What about ${words[0]}? There are:\n${names.join('\n')}`)
  }
  const near = nearMiss(
    name,
    allCommands.map((command) => command.name),
  )
  const fix = near === null ? '`sojourn --help` lists them.' : `Did you mean sojourn ${near}?`
  throw new StartError(`There is no such command. ${fix}`)
}

function optionKinds({ options = {} }: Command): OptionKinds {
  const own = Object.entries(options).map(([flag, { shape }]) => [flag, shape === null ? 'switch' : 'value'])
  return { ...everywhere, ...Object.fromEntries(own) }
}

function requireWords(command: Command, words: readonly string[]): void {
  const [least, most] = command.takes ?? [0, 0]
  if (words.length >= least && words.length <= most) return
  const wrong = words.length < least ? 'Something is missing' : 'There is a word too many'
  throw new StartError(`${wrong}. Write: sojourn ${command.name} ${command.shape ?? ''}`.trim())
}
