import { Worker } from 'node:worker_threads'

/**
 * Moves what the write-ahead log holds into the database, in a thread of its own: the disk's `fsync` would stop the
 * event loop for tens of milliseconds at a time.
 */
export interface Checkpointer {
  /** Counts committed writes, and starts a checkpoint when there are enough. */
  committed(writes: number): void
  close(): Promise<void>
}

export interface CheckpointerOptions {
  readonly path: string
  /** Committed writes between two checkpoints. Default 1,000. */
  readonly writesBetween?: number
  /** Pages in the log, 4 KB each, at which writing has to wait for the checkpoint. Default 8,192. */
  readonly pagesAtMost?: number
  /** Called with a checkpoint during which nothing should be written, so that the log can begin anew. */
  readonly hold: (until: Promise<unknown>) => void
}

/** The thread's program: as text, because a bundler would not find a file. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync(workerData)
database.exec('PRAGMA busy_timeout = 0')
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
parentPort.on('message', (message) => {
  if (message === 'close') {
    database.close()
    return parentPort.close()
  }
  let pages = 0
  try {
    pages = checkpoint.get().log
  } catch {}
  parentPort.postMessage(pages)
})`

export function createCheckpointer({ path, hold, ...options }: CheckpointerOptions): Checkpointer {
  const { writesBetween = 1000, pagesAtMost = 8192 } = options
  let worker: Worker | null = null
  let failed = false
  let running = false
  let alone = false
  let writes = 0
  let done: () => void = () => {}

  function start(): Worker {
    const started = new Worker(program, { eval: true, execArgv: [], workerData: path })
    started.unref()
    started.on('message', (pages: number) => {
      const wasAlone = alone
      running = false
      done()
      // After one alone the log's length is the same, and the next write begins it anew.
      if (pages > pagesAtMost && !wasAlone && !failed) checkpoint(true)
    })
    started.on('error', () => {
      failed = true // the log's last resort is a checkpoint inside of a commit
      done()
    })
    started.on('exit', () => {
      failed = true
      done()
    })
    return started
  }

  function checkpoint(held: boolean): void {
    worker ??= start()
    running = true
    alone = held
    if (held) {
      hold(
        new Promise<void>((resolve) => {
          done = resolve
        }),
      )
    }
    worker.postMessage('checkpoint')
  }

  return {
    committed(count) {
      writes += count
      if (writes < writesBetween || running || failed) return
      writes = 0
      checkpoint(false)
    },
    async close() {
      const started = failed ? null : worker
      failed = true // and none starts from now on
      if (!started) return
      await new Promise<void>((resolve) => {
        started.ref()
        started.once('exit', () => resolve())
        started.postMessage('close')
      })
    },
  }
}
