import type { ErrorCode } from '@sojourn/protocol'
import { SojournError } from '../engine/sojourn-error.ts'

/** SQLite's extended result code of `error`, or null when it is none of SQLite's. */
function extendedCodeOf(error: unknown): number | null {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isSqlite ? Number(error.errcode) : null
}

/** SQLite's primary result code: the low byte of the extended one. */
function resultCodeOf(error: unknown): number | null {
  const code = extendedCodeOf(error)
  return code === null ? null : code & 0xff
}

const [busy, locked, readOnly, io, corrupt, full, cannotOpen, notADatabase] = [5, 6, 8, 10, 11, 13, 14, 26]

/** Whether another connection holds the lock, so that a later attempt may do. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === busy || code === locked
}

/** `SQLITE_IOERR_WRITE`, `_FSYNC` and `_SHMSIZE`: a quota, or a disk that finds out late that it is full. */
const ioWithoutSpace: readonly (number | null)[] = [778, 1034, 4874]

/** Whether more space may help. */
export function isOutOfSpace(error: unknown): boolean {
  return resultCodeOf(error) === full || ioWithoutSpace.includes(extendedCodeOf(error))
}

const explanations: ReadonlyMap<number | null, readonly [ErrorCode, string]> = new Map([
  [
    busy,
    ['store/busy', 'another process holds its lock; if it lasts, look for one that keeps a transaction open'],
  ],
  [
    locked,
    ['store/busy', 'another process holds its lock; if it lasts, look for one that keeps a transaction open'],
  ],
  [full, ['store/full', 'there is no space left: free some, or raise maxBytes']],
  [
    corrupt,
    [
      'store/damaged',
      'it is damaged: stop every process that uses it, keep a copy, and restore a backup or `.recover` it',
    ],
  ],
  [
    notADatabase,
    [
      'store/damaged',
      'it is not a SQLite database: nothing was changed; check the path, or restore a backup',
    ],
  ],
  [
    readOnly,
    ['store/unavailable', 'it cannot be written to: check the permissions of the file and of its folder'],
  ],
  [
    io,
    [
      'store/unavailable',
      'its disk refused to read or to write: check its space, the limits of this process and its health',
    ],
  ],
  [
    cannotOpen,
    ['store/unavailable', 'it cannot be opened: check that its folder exists and may be written to'],
  ],
])

/** What a failed use of the database at `path` rejects with: the exact code, the path and what to do. */
export function toStoreError(error: unknown, path: string): SojournError {
  if (error instanceof SojournError) return error
  const code = resultCodeOf(error)
  const detail = error instanceof Error ? error.message : 'unknown cause'
  const [name, advice] = explanations.get(code) ?? (['store/unavailable', detail] as const)
  return new SojournError(name, `the session database ${path}: ${advice}`, { cause: error })
}

/** What is refused while the room that is left is kept for ends. */
export function spaceKept(path: string): SojournError {
  return new SojournError(
    'store/full',
    `the session database ${path}: its disk was full, and what space there is is kept for sign-outs: free some, and it goes on by itself`,
  )
}
