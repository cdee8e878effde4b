import { join } from 'node:path'
import type { Sojourn } from 'sojourn'
import { logToStdout, openLogFile } from './log-file.ts'

export interface EventLogOptions {
  readonly folder: string
  readonly toStdout: boolean
  /** How large `events.log` gets before it becomes `events.log.1`. */
  readonly mostBytes?: number
}

const tenMebibytes = 10 * 1024 ** 2

/**
 * Writes each event as one line of JSON, to a file with mode 0600 or to standard output. JSON escapes line breaks, so
 * that nothing from a request can begin a line of its own. What can't be written is dropped and counted, and the count
 * is written as soon as that works. Returns what ends it.
 */
export function startEventLog(
  sojourn: Pick<Sojourn, 'on'>,
  { folder, toStdout, mostBytes = tenMebibytes }: EventLogOptions,
): () => void {
  const log = toStdout ? logToStdout() : openLogFile(join(folder, 'events.log'), mostBytes)
  let dropped = 0

  function tellDropped(): void {
    if (dropped === 0) return
    const told = { type: 'log/dropped', at: new Date().toISOString(), count: dropped }
    if (log.write(JSON.stringify(told))) dropped = 0
  }

  const stop = sojourn.on('*', (event) => {
    tellDropped()
    if (dropped > 0 || !log.write(JSON.stringify(event))) dropped++
  })
  return () => {
    stop()
    tellDropped()
    log.close()
  }
}
