import { closeSync, openSync, unlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

const patienceMs = 5000
/** No holder works for so long: it must have been killed. */
const staleMs = 30_000

/** Does something that only one process may do at a time. */
export async function withFileLock<Result>(path: string, work: () => Result): Promise<Result> {
  const deadline = performance.now() + patienceMs
  while (!take(path)) {
    if (performance.now() > deadline) {
      throw new StartError(`Another process holds ${path}.
Try again in a moment; if no other \`sojourn\` runs, remove the file.`)
    }
    await wait(20)
  }
  try {
    return work()
  } finally {
    unlinkSync(path)
  }
}

function take(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const held = statOf(path)
    if (held && Date.now() - held.mtimeMs > staleMs) unlinkSync(path)
    return false
  }
}
