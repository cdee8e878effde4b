import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Sojourn } from 'sojourn'

/**
 * Writes each event as one line of JSON, to a file with mode 0600 or to standard output. JSON escapes line breaks, so
 * that nothing from a request can begin a line of its own. Returns what ends it.
 */
export function startEventLog(
  sojourn: Pick<Sojourn, 'on'>,
  { folder, toStdout }: { folder: string; toStdout: boolean },
): () => void {
  const file = toStdout ? 1 : openSync(join(folder, 'events.log'), 'a', 0o600)
  const stop = sojourn.on('*', (event) => void writeSync(file, `${JSON.stringify(event)}\n`))
  return () => {
    stop()
    if (!toStdout) closeSync(file)
  }
}
