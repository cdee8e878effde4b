import { settingsHelp } from '../settings/settings-help.ts'
import type { Command } from './command.ts'

/** What `sojourn --help` says. */
export function generalHelp(commands: readonly Command[]): string {
  return `Usage: sojourn [command] [options]

Accounts, sign-in, recovery, devices and an API on Sojourn's session engine.

Commands
${listOf(commands)}

  --help       say this, or more of a command
  --version    say the version
  --config     name the config file; default sojourn.config.ts or .js in this folder (SOJOURN_CONFIG)

Commands act on the same data folder as a running server, beside it.

${settingsHelp()}`
}

/** What `sojourn users --help` says: the commands that begin with that word. */
export function groupHelp(commands: readonly Command[]): string {
  return `Commands
${listOf(commands)}

Each has --help.`
}

/** What `sojourn <command> --help` says. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(
    ([flag, { shape, help }]) => `  ${shape === null ? flag : `${flag} ${shape}`}\n      ${help}`,
  )
  const parts = [
    `Usage: sojourn ${head(command)}${options.length > 0 ? ' [options]' : ''}`,
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    command.details,
    options.length > 0 ? `Options\n${options.join('\n')}` : undefined,
    command.name === 'serve' ? settingsHelp() : 'It takes every setting too: `sojourn --help` lists them.',
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function listOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => head(command).length))
  return commands.map((command) => `  ${head(command).padEnd(width)}  ${command.summary}`).join('\n')
}

function head({ name, shape }: Command): string {
  return shape === undefined ? name : `${name} ${shape}`
}
