import { startServer, type TestServer } from './client.test-server.ts'
import type { Client } from './client.ts'
import type { ClientOptions } from './client-options.ts'
import type { ClientState } from './client-state.ts'
import { createClient } from './create-client.ts'
import { createMemoryVault } from './memory-vault.ts'
import { systemClock } from './platform.ts'
import type { Vault } from './vault.ts'

type Options = Partial<ClientOptions<typeof fetch>>

/** A client over real HTTP: what it kept, and which states it told since it had signed in. */
export interface Started {
  readonly client: Client<typeof fetch>
  readonly vault: Vault
  readonly states: ClientState[]
  /** Resolves when the client tells this state, or at once when it is in it. */
  until(status: ClientState['status']): Promise<ClientState>
}

/** A server and the clients that came to it, with a clock that leaps. */
export interface HttpWorld {
  readonly server: TestServer
  readonly orders: string
  /** How wrong the clock of the device is. */
  deviceOffMs: number
  /** Time passes for the server and the device; timers do not come due by it. */
  pass(ms: number): void
  start(options?: Options): Started
  /** A client that has signed in, with the rotation window behind it. */
  signedIn(options?: Options): Promise<Started>
  [Symbol.asyncDispose](): Promise<void>
}

export async function createHttpWorld(): Promise<HttpWorld> {
  const server = await startServer()
  const started = new Set<Started>()
  let passedMs = 0

  const world: HttpWorld = {
    server,
    orders: `${server.home}/orders`,
    deviceOffMs: 0,
    pass(ms) {
      passedMs += ms
      server.clock.advance(ms)
    },
    start(options = {}) {
      const vault = options.vault ?? createMemoryVault()
      const now = (): number => Date.now() + passedMs + world.deviceOffMs
      const client = createClient({
        baseUrl: `${server.home}/auth`,
        fetch,
        clock: { ...systemClock, now },
        random: () => 0,
        ...options,
        vault,
      })
      const states: ClientState[] = []
      client.subscribe((state) => states.push(state))
      const one: Started = { client, vault, states, until: (status) => until(client, status) }
      started.add(one)
      return one
    },
    async signedIn(options) {
      const one = world.start(options)
      await one.client.signIn({ email: 'ada@example.com', password: 'a quiet place by the sea' })
      world.pass(60_000)
      one.states.length = 0
      return one
    },
    async [Symbol.asyncDispose]() {
      for (const { client } of started) client.close()
      await server.close()
    },
  }
  return world
}

function until(client: Client<typeof fetch>, status: ClientState['status']): Promise<ClientState> {
  return new Promise((resolve) => {
    const look = (state: ClientState): void => {
      if (state.status !== status) return
      unsubscribe()
      resolve(state)
    }
    const unsubscribe = client.subscribe(look)
    look(client.state)
  })
}
