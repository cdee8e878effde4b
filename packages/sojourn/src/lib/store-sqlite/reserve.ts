import { randomFillSync } from 'node:crypto'
import { appendFileSync, rmSync, statfsSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file beside the database whose only use is to be cut when the disk is full. */
export interface Reserve {
  /** Gives that many 64ths of it back to the disk; false when nothing is left. */
  release(parts: number): boolean
  /** Sees whether another process gave some back: its ends need what this one would take. */
  observe(): void
  /** Whether some was given back and there is no room yet to have it again. */
  isShort(): boolean
  /** Fills it up now and then, from soon on, when the disk has room for that and as much again. */
  keepFull(spareBytes: () => number): void
  close(): void
}

export interface ReserveOptions {
  readonly file: string
  /** The whole of it, in bytes; 0 for none. */
  readonly bytes: number
}

/** It is given back in parts: another program takes what an end does not need at once. */
const allParts = 64
/** What is written in one turn of the event loop, in bytes. */
const chunkBytes = 1 << 20
/** When to look for room, in milliseconds: after the start, so that a short command does not pay; and again. */
const [firstLookMs, nextLookMs, afterFailureMs] = [100, 1000, 60_000]

export function createReserve({ file, bytes }: ReserveOptions): Reserve {
  let short = false
  let wasWhole = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let spareBytes: () => number = () => 0

  function sizeOf(): number {
    try {
      return statSync(file).size
    } catch {
      return 0 // not there, or not to be had: nothing can be given back
    }
  }

  function look(): void {
    if (closed) return
    try {
      lookAgainIn(fillSome())
    } catch {
      lookAgainIn(afterFailureMs) // a quota may forbid what the disk has room for
    }
  }

  function lookAgainIn(ms: number | null): void {
    if (closed || ms === null) return
    clearTimeout(timer)
    timer = setTimeout(look, ms).unref()
  }

  /** Writes a part of what is missing; answers when to go on, or null when nothing is missing. */
  function fillSome(): number | null {
    if (bytes === 0) {
      rmSync(file, { force: true }) // of an earlier start
      return null
    }
    const size = sizeOf()
    const missing = bytes - size
    if (missing <= 0) {
      wasWhole = true
      short = false
      return null
    }
    const { bavail, bsize } = statfsSync(dirname(file))
    if (bavail * bsize < missing + bytes) {
      if (short && spareBytes() >= bytes) short = false // room inside of the database
      return nextLookMs
    }
    try {
      appendFileSync(file, randomFillSync(Buffer.alloc(Math.min(missing, chunkBytes))), { mode: 0o600 })
    } catch (error) {
      if (size > 0) truncateSync(file, size)
      else rmSync(file, { force: true })
      throw error
    }
    return 0
  }

  return {
    release(parts) {
      const size = sizeOf()
      if (bytes === 0 || size === 0) return false
      try {
        truncateSync(file, Math.max(0, size - Math.ceil((bytes / allParts) * parts)))
      } catch {
        return false
      }
      short = true
      lookAgainIn(nextLookMs)
      return true
    },
    observe() {
      const size = sizeOf()
      if (size >= bytes || (size === 0 && !wasWhole)) return // one that was never made cannot be spared for
      short = true
      lookAgainIn(nextLookMs)
    },
    isShort: () => short,
    keepFull(spare) {
      spareBytes = spare
      lookAgainIn(firstLookMs)
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
