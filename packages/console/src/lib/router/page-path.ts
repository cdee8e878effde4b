/** The pages of a person who is signed in. */
export const accountPaths = ['/devices', '/security', '/profile'] as const

/** A page that needs a person who is signed in. */
export type AccountPath = (typeof accountPaths)[number]

/** Where a person arrives who asked for no page. */
export const homePath: AccountPath = '/devices'

/** Whether the path is one of the pages that need a sign-in. */
export function isAccountPath(path: string): path is AccountPath {
  // Typed wider, so that any text can be looked for in it.
  return (accountPaths as readonly string[]).includes(path)
}

/**
 * The page to go to after a sign-in. Only the pages named above can be asked for, letter by letter, so that a link
 * can't send a person who has just signed in to a place of someone else's choice.
 *
 * @param search the query of the sign-in page, such as `?next=%2Fsecurity`
 */
export function readReturnPath(search: string): AccountPath {
  const next = new URLSearchParams(search).get('next')
  return next !== null && isAccountPath(next) ? next : homePath
}

/** The sign-in page that comes back to `path`. */
export function signInPath(path: string): string {
  return isAccountPath(path) && path !== homePath ? `/sign-in?next=${encodeURIComponent(path)}` : '/sign-in'
}
