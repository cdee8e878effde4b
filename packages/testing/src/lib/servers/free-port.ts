import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** How far a Redis node's cluster bus is from its port. */
const busOffset = 10_000

/** Ports below those that the operating system hands out by itself, so that no client socket takes them. */
const lowest = 20_000
const highest = 32_000

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A loopback port that is free, and whose cluster bus port is free too. Another process may still be faster. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowest, highest)
    if ((await isFree(port)) && (await isFree(port + busOffset))) return port
  }
  throw new Error('Found no free port on the loopback interface')
}
