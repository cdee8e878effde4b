import type { Identity } from '@sojourn/identity'
import type { Clock } from 'sojourn'
import type { OpenLog } from '../log/create-log.ts'
import { createLog } from '../log/create-log.ts'
import type { Log } from '../log/log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createApp } from '../routes/app.ts'
import type { Settings } from '../settings/settings.ts'
import { consoleFolder } from './console-folder.ts'
import { dataFolder, isOpenToOthers, makeFolder } from './data-folder.ts'
import { inspect } from './inspect.ts'
import { writeKeyCheck } from './key-check.ts'
import { makeKeyFile, promoteNextKey } from './key-file.ts'
import { type Listener, listen } from './listen.ts'
import { logAccount, logSessions } from './log-events.ts'
import { mendRights } from './mend-rights.ts'
import { type OpenParts, openParts } from './open-parts.ts'
import { warnOfSettings } from './warn-of-settings.ts'

/** A server that answers. */
export interface RunningServer {
  /** Where people reach it. */
  readonly url: string
  readonly port: number
  /** Answers what is under way, sends the mails that wait, then writes and closes everything. */
  close(): Promise<void>
}

export interface ServerParts {
  /** Default: lines of JSON on standard output. */
  readonly log?: OpenLog
  /** Default: the machine's clock. For tests that don't wait. */
  readonly clock?: Clock
}

/** How often what has expired is removed from the accounts. */
const sweepEveryMs = 10 * 60_000

/**
 * Starts the turnkey server on the data folder of the settings.
 *
 * @throws StartError with what to mend; nothing has been written then
 * @example
 * const server = await createServer(await resolveSettings({ port: 0, data: 'data' }))
 * console.log(server.url)
 * await server.close()
 */
export async function createServer(settings: Settings, parts: ServerParts = {}): Promise<RunningServer> {
  const log = parts.log ?? createLog(settings.logLevel)
  const files = dataFolder(settings.dataFolder)
  const wallNow = (): number => parts.clock?.now() ?? Date.now()
  const now = wallNow()
  const { sessionsLost } = inspect(settings, files, now)

  await using undo = new AsyncDisposableStack()
  const listener = undo.adopt(await listen(settings.port, settings.listen), (opened) => opened.close(0))
  const publicUrl = settings.origin ?? `http://localhost:${listener.port}`
  const metrics = createMetrics()
  makeFolder(files.path)
  const mended = mendRights(files)
  const keys = settings.keys ?? (await keptKeys(files, now))
  const opened = await openParts({
    settings,
    files,
    keys,
    publicUrl,
    serves: true,
    clock: parts.clock,
    onAccount(event) {
      metrics.countAccount(event)
      logAccount(event, log)
    },
  })
  undo.adopt(opened, (open) => open.close(0))
  writeKeyCheck(files, keys[0] ?? '')

  const { sojourn, identity, mail } = opened
  logSessions(sojourn, log)
  const stopSweeping = sweepNowAndThen(identity, log)
  undo.defer(stopSweeping)
  let isStopping = false
  const app = createApp(
    {
      sojourn,
      identity,
      settings,
      log,
      publicUrl,
      outbox: mail.outbox,
      consoleFolder: consoleFolder(),
      isStopping: () => isStopping,
    },
    metrics,
    wallNow,
  )
  listener.serve((request, env) => app.fetch(request, env))
  undo.move()
  if (isOpenToOthers(files.path)) {
    log.warn({ data: files.path }, 'others on this machine may look into the data folder: chmod 700')
  }
  if (sessionsLost)
    log.warn({ missing: files.sessions }, 'the sessions are gone: everybody has to sign in again')
  if (mended.length > 0) log.warn({ mended }, 'others on this machine might read what was stored, until now')
  warnOfSettings(settings, publicUrl, log)
  log.info({ url: publicUrl, port: listener.port, data: files.path, mail: settings.mail.kind }, 'listening')
  let closing: Promise<void> | null = null
  return {
    url: publicUrl,
    port: listener.port,
    close() {
      isStopping = true
      closing ??= stop({ listener, opened, log, stopSweeping, drainMs: settings.drainMs })
      return closing
    },
  }
}

async function keptKeys(files: ReturnType<typeof dataFolder>, now: number): Promise<readonly string[]> {
  makeKeyFile(files, now)
  return (await promoteNextKey(files, now)).map(({ key }) => key)
}

interface Stopping {
  readonly listener: Listener
  readonly opened: OpenParts
  readonly log: OpenLog
  readonly drainMs: number
  stopSweeping(): void
}

async function stop({ listener, opened, log, drainMs, stopSweeping }: Stopping): Promise<void> {
  log.info({}, 'stopping')
  stopSweeping()
  await listener.close(drainMs)
  await opened.close(drainMs)
  log.info({}, 'stopped')
  await log.flush()
}

function sweepNowAndThen(identity: Identity, log: Log): () => void {
  const sweep = (): void => {
    identity.sweep().catch((error: unknown) => log.error({ error }, 'expired accounts data is still there'))
  }
  const timer = setInterval(sweep, sweepEveryMs)
  timer.unref()
  sweep()
  return () => clearInterval(timer)
}
