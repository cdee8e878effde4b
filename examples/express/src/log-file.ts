import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

/** Where lines of a log go. Nothing here throws: a log that can't be written must not stop the shop. */
export interface LogFile {
  /** False when the line was dropped: the disk is full, or nobody reads the other end. */
  write(line: string): boolean
  close(): void
}

/** Standard output, which may be a pipe. */
export function logToStdout(): LogFile {
  return { write: createLineWriter(() => 1), close() {} }
}

/**
 * A file with mode 0600. When it is full it becomes `<path>.1`, in the place of an earlier one.
 *
 * @throws when the file can't be opened at first
 */
export function openLogFile(path: string, mostBytes: number): LogFile {
  let file: number | null = openSync(path, 'a', 0o600)

  function close(): void {
    if (file !== null) closeSync(file)
    file = null
  }

  const write = createLineWriter(() => {
    file ??= openSync(path, 'a', 0o600)
    if (fstatSync(file).size < mostBytes) return file
    close()
    renameSync(path, `${path}.1`)
    file = openSync(path, 'a', 0o600)
    return file
  })
  return { write, close }
}

/** Writes whole lines: the end of a line of which only a part went out comes before the next one. */
function createLineWriter(target: () => number): LogFile['write'] {
  let rest = Buffer.alloc(0)

  /** Writes what it can, and returns what is left. */
  function put(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    let left = bytes
    try {
      const file = target()
      while (left.length > 0) left = left.subarray(writeSync(file, left))
    } catch {} // What could not be written is what is left.
    return left
  }
  return (line) => {
    rest = put(rest)
    if (rest.length > 0) return false
    const bytes = Buffer.from(`${line}\n`)
    const left = put(bytes)
    if (left.length === bytes.length) return false
    rest = left
    return true
  }
}
