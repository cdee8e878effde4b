import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { answerUnreadable } from '../routes/answer-unreadable.ts'
import { answerInTurn } from './answer-in-turn.ts'
import { StartError } from './start-error.ts'

/** Answers one request; `env` holds Node's own objects. */
type Fetch = (request: Request, env: object) => Response | Promise<Response>

/** A port that is taken. Requests wait until `serve` says who answers them. */
export interface Listener {
  readonly port: number
  serve(fetch: Fetch): void
  /** Takes no more requests, and resolves when those under way were answered, or cut off after `drainMs`. */
  close(drainMs: number): Promise<void>
}

/** A client that is slower is cut off: each of them holds memory here. */
const slowness = {
  /** From the first byte to the end of the headers, and of the whole request. */
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  /** Longer than the proxies in front keep a connection, so that none meets one that has just closed. */
  keepAliveTimeout: 72_000,
  /** Without any byte that it takes of its answer. */
  timeout: 60_000,
}

/**
 * @param patience how slow a client may be, for tests that don't wait
 * @throws StartError when the port can't be had
 */
export async function listen(
  port: number,
  address: string,
  patience: Partial<typeof slowness> = {},
): Promise<Listener> {
  const ready = Promise.withResolvers<Fetch>()
  let answer: Fetch = async (request, env) => (await ready.promise)(request, env)
  const listener = getRequestListener((request, env) => answer(request, env), {
    errorHandler: answerUnreadable,
  })
  const { timeout, ...limits } = { ...slowness, ...patience }
  const server = createHttpServer(limits, answerInTurn(listener))
  server.timeout = timeout
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await take(server, port, address)
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    serve(fetch) {
      answer = fetch
      ready.resolve(fetch)
    },
    close: (drainMs) => drain(server, sockets, drainMs),
  }
}

async function take(server: Server, port: number, address: string): Promise<void> {
  server.listen(port, address)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(explain(error, port, address), { cause: error })
  }
}

function explain(error: unknown, port: number, address: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port === 65_535 ? 3000 : port + 1}`
  }
  if (code === 'EACCES') return `Port ${port} is not allowed for this user. Choose one above 1023: PORT=3000`
  if (code === 'EADDRNOTAVAIL') {
    return `This machine has no address ${address}. Give one that it has in SOJOURN_LISTEN, or 127.0.0.1.`
  }
  return `Nothing can listen on ${address}, port ${port} (${code ?? String(error)}). Choose another in PORT or SOJOURN_LISTEN.`
}

async function drain(server: Server, sockets: ReadonlySet<Socket>, drainMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  closeUnused(sockets)
  const idle = setInterval(() => {
    // A connection that was busy when the server closed is kept alive after its answer, unless somebody looks.
    server.closeIdleConnections()
    closeUnused(sockets)
  }, 50)
  const cut = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

/** Browsers connect ahead: to Node, a connection is not idle before its first request. */
function closeUnused(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
