import { resolve } from 'node:path'
import { type Duration, parseDuration, parseInterval } from '../engine/duration.ts'
import { SojournError } from '../engine/sojourn-error.ts'
import type { StoredSession, TimedStore } from '../engine/store.ts'
import { createCheckpointer } from './checkpointer.ts'
import { openDatabase, pageBytes } from './open-database.ts'
import { createReader } from './reader.ts'
import { createReserve } from './reserve.ts'
import { createRoomMaker } from './room-maker.ts'
import { createSessionTable } from './session-table.ts'
import { spaceKept, toStoreError } from './sqlite-error.ts'
import { createSqliteFeed } from './sqlite-feed.ts'
import { prepareStatements } from './statements.ts'
import { createWriteQueue, type WriteOptions } from './write-queue.ts'

export interface SqliteStoreOptions {
  /** How long a call waits for another process's lock before it rejects with `store/busy`. Default 5 s. */
  readonly busyTimeout?: Duration
  /**
   * How often to look for the changes of other processes, while someone watches: for so long a session that another
   * process ended may stay in use, or for the lease of the near-cache when that is shorter. From 1 ms to 24 d; default
   * 5 ms.
   */
  readonly poll?: Duration
  /**
   * The most bytes of the file; beyond them a new session is refused with `store/full`. Ends may go 4 MB further.
   * Default: no bound.
   */
  readonly maxBytes?: number
  /**
   * Bytes that are kept for the day when the disk is full, in a file of their own (`<path>-reserve`): with them sessions
   * can still be ended, and nothing else. 0 for none. Default 8 MB.
   */
  readonly reserveBytes?: number
  /** Changes that stay in the file for processes that have yet to read them. Default 16,384. */
  readonly changesKept?: number
}

/** The time after which a turn of the write queue commits: a part of the 20 ms that the event loop may be kept. */
const turnMs = 4

const ordinary: WriteOptions = { durable: false, reserved: false }
/** Leads to more room, or to an end. */
const clearing: WriteOptions = { durable: false, reserved: true }
const ending: WriteOptions = { durable: true, reserved: true }

/**
 * Keeps sessions in a SQLite file (`node:sqlite`, WAL). Several processes of one machine may share the file; a network
 * file system will not do. The file is made with mode 0600 and holds no credential.
 *
 * A sign-out or a sign-out everywhere is on the disk when its promise resolves (`synchronous = FULL`). Other writes
 * survive the process, and are lost only when the machine loses power within moments.
 *
 * @param path the file; made when it is missing, in a folder that exists
 * @throws `store/unavailable` when the file cannot be opened, `store/damaged` when it is no database, `store/busy` when
 *   another process keeps it locked, `config/invalid` when it is another application's or of a newer version
 * @example
 * const sojourn = await createSojourn({ store: createSqliteStore('sessions.db'), keys })
 */
export function createSqliteStore(path: string, options: SqliteStoreOptions = {}): TimedStore {
  const busyTimeoutMs = parseDuration(options.busyTimeout ?? '5s', 'busyTimeout')
  const pollMs = parseInterval(options.poll ?? '5ms', 'poll')
  const { maxBytes = null, reserveBytes = 8 << 20, changesKept = 16_384 } = options
  requireWholeNumber('changesKept', changesKept)
  requireWholeNumber('reserveBytes', reserveBytes, 0)
  if (maxBytes !== null) requireWholeNumber('maxBytes', maxBytes)
  const maxPages = maxBytes === null ? null : Math.max(1, Math.floor(maxBytes / pageBytes))

  const reserve = createReserve({ file: resolve(`${path}-reserve`), bytes: reserveBytes })
  const database = openDatabase(path, { busyTimeoutMs, maxPages, release: () => reserve.release(1) })
  const toError = (error: unknown): SojournError => toStoreError(error, path)
  const statements = prepareStatements(database)
  const table = createSessionTable(statements, changesKept)
  const reader = createReader({ database, busyTimeoutMs, toError })
  const feed = createSqliteFeed({ statements, pollMs, read: reader.read })
  const checkpointer = createCheckpointer({ path: resolve(path), hold: (until) => queue.hold(until) })
  const queue = createWriteQueue({
    database,
    turnMs,
    busyTimeoutMs,
    toError,
    room: createRoomMaker({ database, reserve, maxPages }),
    refusal: () => spaceKept(path),
    committed(writes) {
      feed.committed()
      checkpointer.committed(writes)
    },
  })
  let closing: Promise<void> | null = null
  reserve.keepFull(() => Number(statements.freePages.get()?.freelist_count) * pageBytes)

  function requireOpen(): void {
    if (closing) throw new SojournError('usage/closed', `the SQLite store ${path} was closed`)
  }

  async function write<Result>(work: () => Result, kind = ordinary): Promise<Result> {
    requireOpen()
    return queue.add(work, kind)
  }

  async function closeAll(): Promise<void> {
    await Promise.all([queue.idle(), reader.idle()])
    feed.close()
    reserve.close()
    await checkpointer.close()
    database.close() // the last one to close moves the log into the database and removes it
  }

  return {
    async find(id) {
      requireOpen()
      return reader.read(() => table.find(id))
    },
    async listUser(userId) {
      requireOpen()
      return reader.readTogether(() => table.listUser(userId))
    },
    async insert(session, guard) {
      const own = ownCopyOf(session)
      return write(() => table.insert(own, guard))
    },
    async replace(next, replaceOptions) {
      const own = ownCopyOf(next)
      return write(() => table.replace(own, replaceOptions), replaceOptions.ending ? clearing : ordinary)
    },
    end: (id, tombstone) => write(() => table.end(id, tombstone), ending),
    endUser: (userId, endOptions) => write(() => table.endUser(userId, endOptions), ending),
    async touch(seen) {
      await write(() => table.touch(seen))
      checkpointer.committed(seen.length)
    },
    async sweep(sweepOptions) {
      const swept = await write(() => table.sweep(sweepOptions), clearing)
      // Counted as one write, they would fill the log until a commit had to move it, which stops the event loop.
      checkpointer.committed(swept)
      return swept
    },
    async timeBounds() {
      requireOpen()
      const row = await reader.read(() => statements.newestWrite.get())
      return { earliest: Number(row?.at ?? -Infinity), latest: Infinity }
    },
    watch(listener) {
      requireOpen()
      try {
        return feed.watch(listener)
      } catch (error) {
        throw toError(error)
      }
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

/** The session with bytes that its caller cannot change while it waits. */
function ownCopyOf(session: StoredSession): StoredSession {
  return { ...session, bytes: new Uint8Array(session.bytes) }
}

function requireWholeNumber(name: string, value: number, least = 1): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new SojournError('config/invalid', `${name}: ${value} is not a whole number of ${least} or more`)
}
