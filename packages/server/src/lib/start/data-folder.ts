import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StartError } from './start-error.ts'

/** The files of a data folder. */
export interface DataFolder {
  readonly path: string
  readonly sessions: string
  readonly accounts: string
  readonly keys: string
  readonly keyCheck: string
}

export function dataFolder(path: string): DataFolder {
  return {
    path,
    sessions: join(path, 'sessions.db'),
    accounts: join(path, 'accounts.db'),
    keys: join(path, 'keys.json'),
    keyCheck: join(path, 'key-check.json'),
  }
}

/**
 * Looks whether the folder can be used, or made, by this user; changes nothing.
 *
 * @throws StartError
 */
export function inspectFolder(folder: string): { readonly exists: boolean } {
  let found: Stats | undefined
  try {
    found = statOf(folder)
    if (found === undefined) {
      accessSync(nearestParent(folder), constants.W_OK | constants.X_OK)
      return { exists: false }
    }
    if (found.isDirectory()) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(folder, error)
  }
  if (!found.isDirectory()) throw unwritable(folder, new Error('it is a file'))
  const user = process.getuid?.() // Windows has none
  if (user !== undefined && found.uid !== user) {
    throw new StartError(`The data folder ${folder} belongs to user ${found.uid}, and this is user ${user}.
Run as that user, give the folder to this one (chown -R ${user} ${folder}), or name another one in SOJOURN_DATA.`)
  }
  return { exists: true }
}

/**
 * Makes the folder with mode 0700 when it is missing.
 *
 * @throws StartError
 */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** One at a time: Node's recursive `mkdir` never returns where a file system makes no folders (/proc). */
function makeWithParents(folder: string): void {
  if (statOf(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeWithParents(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error // another process was quicker
  }
}

function nearestParent(folder: string): string {
  const parent = dirname(folder)
  return parent === folder || statOf(parent) ? parent : nearestParent(parent)
}

function unwritable(folder: string, error: unknown): StartError {
  return new StartError(`The data folder ${folder} cannot be written to (${codeOf(error)}).
Make it writable for this user, or name another one in SOJOURN_DATA.`)
}

/** Whether the rights of a file or folder let other users in. Windows has no such rights. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && ((statOf(path)?.mode ?? 0) & 0o077) !== 0
}

/** What is at a path, or undefined. */
export function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

/** The system's code of a failure, like `EACCES`, or its words. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.message
}
