import type { ErrorCode } from '@sojourn/protocol'
import { SojournError } from 'sojourn'

/** SQLite's primary result code of `error` (the low byte of the extended one), or null when it is none of SQLite's. */
function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** Whether another connection holds the lock, so that a later attempt may do. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === 5 || code === 6
}

const held = 'another process holds its lock; if it lasts, look for one that keeps a transaction open'

/** By SQLite's result code: what went wrong, and what to do. */
const explanations: ReadonlyMap<number | null, readonly [ErrorCode, string]> = new Map([
  [5, ['store/busy', held]],
  [6, ['store/busy', held]],
  [8, ['store/unavailable', 'it cannot be written to: check the permissions of the file and of its folder']],
  [10, ['store/unavailable', 'its disk refused to read or to write: check its space and its health']],
  [
    11,
    ['store/damaged', 'it is damaged: stop every process that uses it, keep a copy, and restore a backup'],
  ],
  [13, ['store/full', 'there is no space left: free some']],
  [14, ['store/unavailable', 'it cannot be opened: check that its folder exists and may be written to']],
  [
    26,
    [
      'store/damaged',
      'it is not a SQLite database, and was left as it is: check the path, or restore a backup',
    ],
  ],
])

/** What a failed use of the database at `path` rejects with. SQLite's messages name columns, never values. */
export function toStoreError(error: unknown, path: string): SojournError {
  if (error instanceof SojournError) return error
  const detail = error instanceof Error ? error.message : 'unknown cause'
  const [code, advice] = explanations.get(resultCodeOf(error)) ?? (['store/unavailable', detail] as const)
  return new SojournError(code, `the accounts database ${path}: ${advice}`, { cause: error })
}
