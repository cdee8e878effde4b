import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { generateKey } from 'sojourn'
import { StartError } from './start-error.ts'

/**
 * Looks whether the folder can be used, or made; changes nothing.
 *
 * @throws StartError when it can't
 */
export function inspectFolder(folder: string): void {
  try {
    const rights = constants.W_OK | constants.X_OK
    if (!exists(folder)) accessSync(nearestParent(folder), rights)
    else if (statSync(folder).isDirectory()) accessSync(folder, constants.R_OK | rights)
    else throw unwritable(folder, 'it is a file')
  } catch (error) {
    throw error instanceof StartError ? error : unwritable(folder, codeOf(error))
  }
}

/**
 * Makes the folder with mode 0700 when it is missing.
 *
 * @throws StartError when it can't be made
 */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw unwritable(folder, codeOf(error))
  }
}

function unwritable(folder: string, why: string): StartError {
  return new StartError(`The folder ${folder} cannot be written to (${why}).
Make it writable for this user, or name another one in SOJOURN_DATA.`)
}

function nearestParent(folder: string): string {
  const parent = dirname(folder)
  return parent === folder || exists(parent) ? parent : nearestParent(parent)
}

/** With its parents, one at a time: Node's recursive `mkdir` never returns where a file system makes no folders (/proc). */
function makeFolder(folder: string): void {
  if (exists(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error // another process was quicker
  }
}

export function keyFile(folder: string): string {
  return join(folder, 'keys')
}

/**
 * The key that is kept in the folder; null when none was made yet. Changes nothing.
 *
 * @throws StartError when it can't be read, or when others may read it too
 */
export function readKeys(folder: string): string | null {
  const file = keyFile(folder)
  try {
    if (!exists(file)) return null
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new StartError(`Others on this machine may read the key in ${file}.
Take that away with: chmod 600 ${file}
If somebody may have read it, delete the file: everybody is signed out then.`)
    }
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`The key in ${file} cannot be read (${codeOf(error)}).
Make it readable for this user, or give a key in SOJOURN_KEYS.`)
  }
}

/**
 * The key that is kept in the folder, made once with mode 0600.
 *
 * @throws StartError when it can't be made or read
 */
export function readOrMakeKeys(folder: string): string {
  try {
    makeOnce(keyFile(folder))
  } catch (error) {
    throw unwritable(folder, codeOf(error))
  }
  return readKeys(folder) ?? ''
}

/** Several processes may start at once: one key wins, and none is read half written. */
function makeOnce(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  if (exists(file)) return
  writeFileSync(draft, `${generateKey()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
