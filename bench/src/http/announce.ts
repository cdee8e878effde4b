import type { AddressInfo } from 'node:net'

/** What a server's process tells the one that started it, and is asked by it. */
export type ServerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  /** The processor time that the process has had, in microseconds. */
  | { readonly kind: 'usage'; readonly cpuUs: number }

/** Tells the process that started this one where the server listens. The server ends with that process. */
export function announce(address: AddressInfo | string | null): void {
  if (address === null || typeof address === 'string')
    throw new TypeError('a server of this benchmark has a port')
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    send({ kind: 'usage', cpuUs: user + system })
  })
  process.on('disconnect', () => process.exit())
  send({ kind: 'listening', port: address.port })
}

function send(message: ServerMessage): void {
  process.send?.(message)
}
