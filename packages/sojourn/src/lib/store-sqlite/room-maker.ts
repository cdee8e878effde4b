import type { DatabaseSync } from 'node:sqlite'
import { lastResortPages } from './open-database.ts'
import type { Reserve } from './reserve.ts'
import { isOutOfSpace } from './sqlite-error.ts'

/** Makes room for the writes that a full disk must not stop. */
export interface RoomMaker {
  /** Whether the room that is left is for reserved writes alone. */
  isShort(): boolean
  /** Makes room after a reserved write failed with `error`; false when that is not its cause, or nothing is left. */
  makeRoom(error: unknown): boolean
  /** To be told of a commit, and with its error of a write that is refused. */
  done(error?: unknown): void
}

export interface RoomMakerOptions {
  readonly database: DatabaseSync
  readonly reserve: Reserve
  /** The bound of the database in pages, or null. */
  readonly maxPages: number | null
}

/** Pages by which reserved writes may go beyond the bound of the database. */
const pagesBeyond = 1024
/** Pages in the log at which a commit moves them while space is short: the log would take all that is given back. */
const frugalPages = 64

export function createRoomMaker({ database, reserve, maxPages }: RoomMakerOptions): RoomMaker {
  let attempts = 0
  let frugal = false
  let beyond = false

  function goBeyond(whether: boolean): void {
    if (maxPages === null || whether === beyond) return
    try {
      database.exec(`PRAGMA max_page_count = ${maxPages + (whether ? pagesBeyond : 0)}`)
      beyond = whether
    } catch {
      // busy: the next commit tries again
    }
  }

  function beFrugal(whether: boolean): void {
    if (whether === frugal) return
    database.exec(`PRAGMA wal_autocheckpoint = ${whether ? frugalPages : lastResortPages}`)
    frugal = whether
  }

  /** What the log holds goes into the database, and the next write begins the log anew, in the room that it has. */
  function checkpoint(): void {
    try {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // needs more room itself
    }
  }

  return {
    isShort: () => attempts > 0 || reserve.isShort(),
    makeRoom(error) {
      if (!isOutOfSpace(error)) return false
      attempts++
      goBeyond(true)
      if (attempts > 1 && !reserve.release(2 ** (attempts - 2))) return false
      beFrugal(true)
      // Right after the first part was given back the write goes before: a checkpoint takes as long as others need.
      if (attempts !== 2) checkpoint()
      return true
    },
    done(error) {
      goBeyond(false)
      attempts = 0
      if (isOutOfSpace(error)) reserve.observe()
      if (!reserve.isShort()) beFrugal(false)
    },
  }
}
