import { chmodSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { codeOf, type DataFolder, isOpenToOthers, statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

/**
 * Takes from other users what they may do to the databases of a data folder, and to the folder when they may write to
 * it: one that came from a backup, or was made by hand.
 *
 * @returns what was mended
 * @throws StartError when it can't be
 */
export function mendRights(files: DataFolder): readonly string[] {
  if (process.platform === 'win32' || !statOf(files.path)) return []
  const names = readdirSync(files.path)
  const ours = names.filter((name) => isOurs(files, name))
  const mended: string[] = []
  if (((statOf(files.path)?.mode ?? 0) & 0o022) !== 0) {
    // A folder with something else in it, such as /tmp, is not this program's to close.
    if (ours.length < names.length) throw refusal(files.path, 'may write to', 700)
    takeAway(files.path, 0o700)
    mended.push(files.path)
  }
  for (const path of ours.map((name) => join(files.path, name))) {
    if (path === files.keys || !isOpenToOthers(path)) continue // keys that others could read are told, not hidden
    takeAway(path, 0o600)
    mended.push(path)
  }
  return mended
}

function isOurs({ sessions, accounts, keys, keyCheck }: DataFolder, name: string): boolean {
  return [sessions, accounts, keys, keyCheck].some((path) => {
    const own = basename(path)
    return name === own || ['-wal', '-shm', '-reserve', '.lock'].some((end) => name === `${own}${end}`)
  })
}

function takeAway(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return // a log that another process has just removed
    throw refusal(path, 'may read', mode === 0o700 ? 700 : 600)
  }
}

function refusal(path: string, may: string, mode: number): StartError {
  return new StartError(`Others on this machine ${may} ${path}.
Take that away with: chmod ${mode} ${path}
Or name another data folder in SOJOURN_DATA.`)
}
