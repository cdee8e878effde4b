import { SojournError } from 'sojourn'

const mostRoles = 50

/**
 * Role names without doubles, in one order.
 *
 * @throws `usage/invalid`
 */
export function readRoles(roles: readonly string[]): readonly string[] {
  const names = [...new Set(roles)].sort()
  if (names.length <= mostRoles && names.every((name) => /^[\w.:-]{1,64}$/.test(name))) return names
  throw new SojournError(
    'usage/invalid',
    `roles: at most ${mostRoles}, each of 1 to 64 letters, digits and the signs _ . : -`,
  )
}
