import { readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../settings/settings.ts'
import { type DataFolder, inspectFolder, isOpenToOthers, statOf } from '../start/data-folder.ts'
import { givenKeys } from '../start/inspect.ts'
import { inspectClock, newestSessionQuery } from '../start/inspect-clock.ts'
import { inspectDatabase } from '../start/inspect-database.ts'
import { inspectLost } from '../start/inspect-lost.ts'
import { inspectKeyCheck } from '../start/key-check.ts'
import { readKeyFile } from '../start/key-file.ts'
import { StartError } from '../start/start-error.ts'
import { type Finding, look, mend, refusal, well } from './finding.ts'

const littleSpaceBytes = 200 * 1024 ** 2

/** Looks at the data folder and everything in it; changes nothing. */
export function examineFolder(settings: Settings, files: DataFolder, now: number): readonly Finding[] {
  let newest: number | null = null
  const folder = attempt('data folder', () => {
    if (!inspectFolder(files.path).exists)
      return well('data folder', `${files.path} is not there yet: the first start makes it`)
    return rights(files)
  })
  if (folder.state === 'mend' && !statOf(files.path)?.isDirectory()) return [folder]
  return [
    folder,
    attempt('space', () => space(files)),
    attempt('keys', () => keys(settings, files)),
    attempt('sessions', () => {
      newest = inspectDatabase(files.sessions, { whole: true, newest: newestSessionQuery })
      return sessions(files)
    }),
    attempt('reserve', () => reserve(files)),
    attempt('accounts', () => {
      inspectDatabase(files.accounts, { whole: true })
      inspectLost(files)
      return database('accounts', files.accounts)
    }),
    attempt('clock', () => {
      inspectClock(files, newest, now)
      return well('clock', `${new Date(now).toISOString()}, later than everything that was written`)
    }),
  ]
}

function attempt(check: string, examine: () => Finding): Finding {
  try {
    return examine()
  } catch (error) {
    if (error instanceof StartError) return refusal(check, error.message)
    return mend(
      check,
      `looking at it failed: ${error instanceof Error ? error.message : error}`,
      'Look at the files of the folder.',
    )
  }
}

function rights({ path }: DataFolder): Finding {
  const open = readdirSync(path).filter((name) => isOpenToOthers(join(path, name)))
  if (open.length > 0) {
    const fix = `Take that away: chmod 600 ${open.map((name) => join(path, name)).join(' ')}`
    return mend('data folder', `others on this machine may read ${open.join(', ')}`, fix)
  }
  if (!isOpenToOthers(path)) return well('data folder', `${path}, for this user alone`)
  return mend(
    'data folder',
    `others on this machine may look into ${path}`,
    `Take that away: chmod 700 ${path}`,
  )
}

function space({ path }: DataFolder): Finding {
  const place = statOf(path) ? path : process.cwd()
  const { bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  const words = `${Math.floor(free / 1024 ** 2)} MiB are free`
  if (free >= littleSpaceBytes) return well('space', words)
  return look('space', words, 'Make room: without it nobody can sign in.')
}

/** What the store keeps for the day when the disk is full, so that sessions can be ended then. */
const reserveBytes = 8 * 1024 ** 2

function reserve({ path, sessions }: DataFolder): Finding {
  if (!statOf(sessions)) return well('reserve', 'not there yet: the first start makes it')
  const size = statOf(`${sessions}-reserve`)?.size ?? 0
  const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1)
  if (size >= reserveBytes)
    return well('reserve', `${mib(size)} MiB are kept for ending sessions on a full disk`)
  const words = `${mib(size)} of ${mib(reserveBytes)} MiB are kept for ending sessions on a full disk`
  const { bavail, bsize } = statfsSync(path)
  if (bavail * bsize >= 2 * reserveBytes) return well('reserve', `${words}; a running server fills that up`)
  return look('reserve', words, 'Make room: a running server then fills that up.')
}

function keys(settings: Settings, files: DataFolder): Finding {
  const kept = settings.keys === null ? readKeyFile(files) : null
  const given = settings.keys ?? kept?.map(({ key }) => key) ?? null
  inspectKeyCheck(files, given, settings.keys === null ? files.keys : givenKeys)
  if (given === null) return well('keys', 'none yet: the first start makes one')
  const waiting = kept?.find(({ state }) => state === 'next' || state === 'staged')
  if (waiting !== undefined) {
    return look('keys', `key ${waiting.id} is new`, 'Start the server again, when it has not been since.')
  }
  const known = kept?.some(({ state }) => state === 'known') ? ', and one waits for a further rotation' : ''
  return well('keys', given.length === 1 ? 'one, which signs' : `${given.length}, of which one signs${known}`)
}

function sessions(files: DataFolder): Finding {
  if (statOf(files.sessions)?.size || !statOf(files.keyCheck)) return database('sessions', files.sessions)
  const fix =
    'Put it back from a backup; otherwise the next start makes it, and everybody has to sign in again.'
  return look('sessions', `${files.sessions} is gone`, fix)
}

function database(check: string, path: string): Finding {
  const size = statOf(path)?.size
  if (size === undefined) return well(check, `${path} is not there yet: the first start makes it`)
  return well(check, `${path} is sound (${(size / 1024 ** 2).toFixed(1)} MiB)`)
}
