import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that files cannot outgrow until more space is given. */
export interface SmallDisk {
  readonly folder: string
  /** Gives it more space. */
  grow(): void
  dispose(): void
}

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'sojourn-full-'))

/** A file system of its own in memory: writing more fails with ENOSPC. Null where mounting is not allowed. */
export function mountSmallDisk(size: '1m' | '24m'): SmallDisk | null {
  const folder = newFolder()
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'sojourn-full', folder)
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  return {
    folder,
    grow: () => void run('mount', '-o', 'remount,size=64m', folder),
    dispose() {
      run('umount', '--lazy', folder) // whatever a failed test left open in it
      rmSync(folder, { recursive: true })
    },
  }
}

/**
 * Any folder, while this process may write no file beyond 500 KB: writing more fails with EFBIG. (Node ignores SIGXFSZ,
 * by which the kernel would end it.) Only the soft limit is moved, which needs no privilege.
 */
export function limitFileSize(): SmallDisk {
  const folder = newFolder()
  const own = ['--pid', String(process.pid)]
  const before = run('prlimit', ...own, '--fsize', '--output', 'SOFT', '--noheadings', '--raw').trim()
  const limit = (soft: string): void => void run('prlimit', ...own, `--fsize=${soft}:`)
  limit('500000')
  return {
    folder,
    grow: () => limit(before),
    dispose() {
      limit(before)
      rmSync(folder, { recursive: true })
    },
  }
}
