import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { codeOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

/**
 * Puts a file in place with mode 0600: the whole of it or nothing, also when the power fails.
 *
 * @throws StartError
 */
export function writePrivately(path: string, text: string): void {
  renameSync(writeDraft(path, text), path)
}

/** Like `writePrivately`, unless the file is there. Of several processes, one wins. Whether it was this one. */
export function createPrivately(path: string, text: string): boolean {
  const draft = writeDraft(path, text)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(draft)
  }
}

function writeDraft(path: string, text: string): string {
  try {
    return write(path, text)
  } catch (error) {
    throw new StartError(`The file ${path} cannot be written (${codeOf(error)}).
Make room, make its folder writable for this user, or name another one in SOJOURN_DATA.`)
  }
}

function write(path: string, text: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return draft
}
