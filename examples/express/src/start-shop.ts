import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  type Clock,
  createSojourn,
  generateKey,
  type SessionStore,
  type Sojourn,
  SojournError,
} from 'sojourn'
import { type SessionsOptions, sessions } from 'sojourn/express'
import { createMemoryStore } from 'sojourn/memory'
import { createSqliteStore } from 'sojourn/sqlite'
import { openAccounts } from './accounts.ts'
import { createApp } from './app.ts'
import { inspectFolder, keyFile, prepareDataFolder, readKeys, readOrMakeKeys } from './data-folder.ts'
import { startEventLog } from './event-log.ts'
import { inspectDatabase } from './inspect-database.ts'
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
 * Looks at everything that it needs, port included, before it writes the first file.
 *
 * @param clock for tests that don't wait
 * @throws StartError, SojournError
 */
export async function startShop(settings: Settings, clock?: Clock): Promise<RunningShop> {
  const { dataFolder, origin, port } = settings
  const files = { accounts: join(dataFolder, 'accounts.db'), sessions: join(dataFolder, 'sessions.db') }
  inspectFolder(dataFolder)
  await inspectSettings(settings)
  for (const file of Object.values(files)) inspectDatabase(file)

  await using undo = new AsyncDisposableStack()
  let answer: RequestListener = (_request, response) =>
    void response.writeHead(503, { 'retry-after': '1' }).end()
  const server = createServer((request, response) => answer(request, response))
  await listen(server, port)
  undo.defer(() => closeServer(server))
  prepareDataFolder(dataFolder)
  const accounts = undo.adopt(openAccounts(files.accounts), (opened) => opened.close())
  const store = undo.adopt(createSqliteStore(files.sessions), (opened) => opened.close())
  const keys = settings.keys ?? readOrMakeKeys(dataFolder)
  const sojourn = undo.adopt(await startSojourn(store, keys, settings, clock), (opened) => opened.close())
  undo.defer(startEventLog(sojourn, { folder: dataFolder, toStdout: settings.logToStdout }))
  answer = createApp({
    sojourn,
    accounts,
    passwords: await createPasswords(),
    sessions: sessionsOf(settings),
  })
  const resources = undo.move()
  const { port: actualPort } = server.address() as AddressInfo // it listens on a port
  return {
    url: origin ?? `http://localhost:${actualPort}`,
    async close() {
      await closeServer(server) // before what its answers need
      await resources.disposeAsync()
    },
  }
}

/** Has an engine that keeps nothing look at the keys, unless they are still to be made, and at the origin. */
async function inspectSettings(settings: Settings): Promise<void> {
  const keys = settings.keys ?? readKeys(settings.dataFolder) ?? generateKey()
  await using undo = new AsyncDisposableStack()
  const store = undo.adopt(createMemoryStore(), (opened) => opened.close())
  const sojourn = undo.adopt(await startSojourn(store, keys, settings), (opened) => opened.close())
  sessions(sojourn, sessionsOf(settings))
}

function sessionsOf({ origin }: Settings): SessionsOptions {
  // Only this machine can reach the port, so whoever speaks for the public origin is the proxy on it.
  return origin === null ? {} : { origin, proxies: ['loopback'] }
}

async function startSojourn(
  store: SessionStore,
  keys: string,
  settings: Settings,
  clock?: Clock,
): Promise<Sojourn> {
  try {
    return await createSojourn({ store, keys, ...(clock && { clock }) })
  } catch (error) {
    if (!(error instanceof SojournError) || !error.code.startsWith('config/')) throw error
    const where = settings.keys === null ? keyFile(settings.dataFolder) : 'SOJOURN_KEYS'
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
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearTimeout(timer)
}
