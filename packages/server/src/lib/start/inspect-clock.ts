import type { DataFolder } from './data-folder.ts'
import { statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

/** What a clock may be off without harm: the engine's time never runs behind a record's. */
const harmlessMs = 5 * 60_000

/** The newest of the sessions that began last: reading the times of all of them would take too long. */
export const newestSessionQuery =
  'SELECT max(last_seen_at) AS at FROM (SELECT last_seen_at FROM sessions ORDER BY rowid DESC LIMIT 1000)'

/**
 * Looks whether something in the data folder was written in the future, by its own words or by the file's time.
 *
 * @throws StartError
 */
export function inspectClock(files: DataFolder, newestSession: number | null, now: number): void {
  const times = [files.sessions, `${files.sessions}-wal`, files.accounts, `${files.accounts}-wal`, files.keys]
    .map((path) => ({ path, at: statOf(path)?.mtimeMs ?? 0 }))
    .concat({ path: files.sessions, at: newestSession ?? 0 })
  const newest = times.reduce((a, b) => (b.at > a.at ? b : a))
  const ahead = newest.at - now
  if (ahead <= harmlessMs) return
  throw new StartError(`The clock of this machine is wrong, or was: ${newest.path} was written ${inWords(ahead)} in the future
(at ${new Date(newest.at).toISOString()}; the clock says ${new Date(now).toISOString()}).
Set the clock; \`timedatectl\` shows it. If it is right now and was wrong then, move ${files.sessions} away, which signs
everybody out, and \`touch\` the other files of the folder.`)
}

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  return [days && `${days} d`, hours && `${hours} h`, `${rest} min`].filter(Boolean).join(' ')
}
