import { StartError } from '../start/start-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * Roles as they are typed, separated by commas.
 *
 * @throws StartError
 */
export function readRoles(text: string): readonly string[] {
  const roles = [...new Set(text.split(',').map((role) => role.trim()))].filter(Boolean)
  if (roles.length <= 50 && roles.every((role) => /^[\w.:-]{1,64}$/.test(role))) return roles
  throw new StartError('A role is 1 to 64 letters, digits and _ . : -, and there are 50 at most.')
}

/** A role without permissions may be meant; more often it is a typing error. */
export function warnOfRoles(roles: readonly string[], known: readonly string[], terminal: Terminal): void {
  const unknown = roles.filter((role) => !known.includes(role))
  if (unknown.length > 0 && known.length > 0) {
    terminal.err(`The setting permissions has nothing for ${unknown.join(', ')}.`)
  }
}
