import { type DataFolder, statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

/**
 * Looks whether a database is gone that was there; changes nothing. A start makes the key check when it has made
 * everything else, so that a folder with one was whole once, and a start that was broken off leaves none.
 *
 * @returns the sessions when they are gone: that signs people out, and no more
 * @throws StartError when the accounts are gone
 */
export function inspectLost(files: DataFolder): { readonly sessions: boolean } {
  if (!statOf(files.keyCheck)) return { sessions: false }
  if (isGone(files.accounts)) {
    throw new StartError(`The accounts are gone: ${files.accounts} is missing or empty, and the rest of its data folder is there.
Put the file back from a backup, or name another folder in SOJOURN_DATA.
To begin anew, with nobody's account, remove ${files.keyCheck} and ${files.sessions}.`)
  }
  return { sessions: isGone(files.sessions) }
}

function isGone(path: string): boolean {
  return (statOf(path)?.size ?? 0) === 0
}
