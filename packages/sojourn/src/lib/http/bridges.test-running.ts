import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sojourn } from '../engine/sojourn.ts'
import type { SessionsOptions } from './sessions-options.ts'

export interface RunningApp {
  readonly port: number
  close(): Promise<void>
}

/** Starts the application on one framework, on a free port of this machine. */
export type StartApp = (sojourn: Sojourn, options?: SessionsOptions) => Promise<RunningApp>

export function listening(server: Server): Promise<RunningApp> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(running(server))))
}

export function running(server: Server): RunningApp {
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

/** The answers under way, by the address of the request, so that a test can answer in the handlers' place. */
export const underWay = new Map<string, ServerResponse>()

/** Comes first, as a time-out does. */
export function watchdog(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  underWay.set(String(req.url), res)
  res.once('close', () => underWay.delete(String(req.url)))
  next()
}
