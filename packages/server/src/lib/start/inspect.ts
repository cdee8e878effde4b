import type { Settings } from '../settings/settings.ts'
import { type DataFolder, inspectFolder } from './data-folder.ts'
import { inspectClock, newestSessionQuery } from './inspect-clock.ts'
import { inspectDatabase } from './inspect-database.ts'
import { inspectLost } from './inspect-lost.ts'
import { inspectKeyCheck } from './key-check.ts'
import { readKeyFile } from './key-file.ts'

/** Where keys come from, for messages. */
export const givenKeys = 'SOJOURN_KEYS, or keys of the config file'

/**
 * Looks at everything that a start needs and that is there already. Changes nothing.
 *
 * @param now null for a command: it has to be able to end what a wrong clock began
 * @returns whether sessions were there, and are gone
 * @throws StartError with the first thing to mend
 */
export function inspect(
  settings: Settings,
  files: DataFolder,
  now: number | null,
): { readonly sessionsLost: boolean } {
  const { exists } = inspectFolder(files.path)
  if (!exists) return { sessionsLost: false }
  const kept = settings.keys === null ? (readKeyFile(files)?.map(({ key }) => key) ?? null) : null
  inspectKeyCheck(files, settings.keys ?? kept, settings.keys === null ? files.keys : givenKeys)
  const newest = inspectDatabase(files.sessions, { newest: newestSessionQuery })
  inspectDatabase(files.accounts)
  const lost = inspectLost(files)
  if (now !== null) inspectClock(files, newest, now)
  return { sessionsLost: lost.sessions }
}
