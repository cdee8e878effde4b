import type { Command } from './command.ts'
import { doctorCommand } from './doctor-command.ts'
import { keysCommands } from './keys-commands.ts'
import { serveCommand } from './serve-command.ts'
import { sessionsCommands } from './sessions-commands.ts'
import { usersAddCommand } from './users-add-command.ts'
import { accountCommands } from './users-commands.ts'

/** Every command, as the help lists them. */
export const allCommands: readonly Command[] = [
  serveCommand,
  ...sessionsCommands,
  usersAddCommand,
  ...accountCommands,
  ...keysCommands,
  doctorCommand,
]
