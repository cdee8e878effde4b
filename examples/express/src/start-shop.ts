import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Clock, createSojourn, type SessionStore, type Sojourn, SojournError } from 'sojourn'
import { createSqliteStore } from 'sojourn/sqlite'
import { openAccounts } from './accounts.ts'
import { createApp } from './app.ts'
import { keyFile, prepareDataFolder, readOrMakeKeys } from './data-folder.ts'
import { startEventLog } from './event-log.ts'
import { createPasswords } from './passwords.ts'
import type { Settings } from './settings.ts'
import { StartError } from './start-error.ts'

/** A shop that serves. */
export interface RunningShop {
  readonly url: string
  /** Answers what is under way, then writes and closes everything. */
  close(): Promise<void>
}

/** How long answers that are under way may take when the shop closes. */
const patienceMs = 3000

/**
 * @param clock for tests that don't wait
 * @throws StartError, SojournError
 */
export async function startShop(settings: Settings, clock?: Clock): Promise<RunningShop> {
  const { dataFolder, origin, port } = settings
  await using undo = new AsyncDisposableStack()
  prepareDataFolder(dataFolder)
  const accounts = undo.adopt(openAccounts(join(dataFolder, 'accounts.db')), (opened) => opened.close())
  const store = undo.adopt(createSqliteStore(join(dataFolder, 'sessions.db')), (opened) => opened.close())
  const sojourn = undo.adopt(await startSojourn(store, settings, clock), (opened) => opened.close())
  undo.defer(startEventLog(sojourn, { folder: dataFolder, toStdout: settings.logToStdout }))
  const app = createApp({
    sojourn,
    accounts,
    passwords: await createPasswords(),
    // Only this machine can reach the port, so whoever speaks for the public origin is the proxy on it.
    sessions: origin === null ? {} : { origin, proxies: ['loopback'] },
  })
  const server = createServer(app)
  await listen(server, port)
  undo.defer(() => closeServer(server))
  const resources = undo.move()
  const { port: actualPort } = server.address() as AddressInfo // it listens on a port
  return { url: origin ?? `http://localhost:${actualPort}`, close: () => resources.disposeAsync() }
}

async function startSojourn(
  store: SessionStore,
  { dataFolder, keys }: Settings,
  clock: Clock | undefined,
): Promise<Sojourn> {
  try {
    return await createSojourn({ store, keys: keys ?? readOrMakeKeys(dataFolder), ...(clock && { clock }) })
  } catch (error) {
    if (!(error instanceof SojournError) || !error.code.startsWith('config/')) throw error
    const where = keys === null ? keyFile(dataFolder) : 'SOJOURN_KEYS'
    throw new StartError(`The key in ${where} cannot be used. ${error.message}`)
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm run shop`,
      )
    }
    if (code === 'EACCES') {
      throw new StartError(
        `Port ${port} is not allowed for this user. Choose one above 1023: PORT=3000 npm run shop`,
      )
    }
    throw error
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearTimeout(timer)
}
