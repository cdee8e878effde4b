import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, statOf } from './data-folder.ts'
import { StartError } from './start-error.ts'

const patienceMs = 5000

/**
 * Does something that only one process may do at a time. The lock is SQLite's, on a file that stays, and stays empty: it
 * ends with the process that holds it, however that ends. A file that is there or not would have to be judged by its age,
 * which two processes can do at once.
 */
export async function withFileLock<Result>(path: string, work: () => Result): Promise<Result> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const lock = take(path)
    if (lock !== null) {
      try {
        return work()
      } finally {
        lock.close()
      }
    }
    if (performance.now() > deadline) {
      throw new StartError(`Another process holds ${path}.
Try again in a moment; if that does not help, look for a \`sojourn\` that hangs, and end it.`)
    }
    await wait(20)
  }
}

/** Null when another process has it. */
function take(path: string): DatabaseSync | null {
  let lock: DatabaseSync | null = null
  try {
    if (!statOf(path)) closeSync(openSync(path, 'a', 0o600)) // before SQLite makes it readable for others
    lock = new DatabaseSync(path, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (isBusy(error)) return null
    throw new StartError(`The lock ${path} cannot be had (${codeOf(error)}).
Make it readable and writable for this user, or remove it while no \`sojourn\` runs.`)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
