import { StartError } from '../start/start-error.ts'
import type { CommandCall } from './command.ts'

/** What people see in their activity when an operator did something. */
export const operator = { network: null, userAgent: 'sojourn command', device: null }

/**
 * Asks before what cannot be taken back, unless `--yes` was given.
 *
 * @throws StartError when nobody is there to be asked
 */
export async function confirm({ option, terminal }: CommandCall, question: string): Promise<boolean> {
  if (option('--yes') !== undefined) return true
  const answer = await terminal.ask(`${question} Type yes to go on: `)
  if (answer === null) throw new StartError(`${question} Nobody is there to say so: add --yes.`)
  if (answer.trim() === 'yes') return true
  terminal.err('Nothing was changed.')
  return false
}
