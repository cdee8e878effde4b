import { median } from '../measure/statistics.ts'
import { startLoad } from './load-process.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { signInMany } from './sign-in-many.ts'

/** A server that takes part: a file in `servers/`, and whose credentials its requests carry; by default its own. */
export interface Entrant {
  readonly server: string
  readonly env?: NodeJS.ProcessEnv
  readonly credentialsOf?: string
}

/** What a server reached in each round. */
export interface Standing {
  readonly perSecond: readonly number[]
  /** The part of the time in which the server's process ran: near 1, it was what limited the rate. */
  readonly busy: number
}

const people = 500
const connections = 32
const sliceMs = 400
/** Many short turns rather than few long ones: what disturbs the machine then disturbs all alike. */
const turnsPerRound = 3

/** Puts load on the servers in turn, round after round. Each server runs in a process of its own the whole time. */
export async function holdContest<Name extends string>(
  entrants: Readonly<Record<Name, Entrant>>,
  rounds: number,
  progress: (text: string) => void,
): Promise<Record<Name, Standing>> {
  const names = Object.keys(entrants) as Name[] // its own keys
  const servers = new Map<string, ServerProcess>()
  const credentials = new Map<string, readonly string[]>()
  const rates = new Map<string, number[]>(names.map((name) => [name, []]))
  const busy = new Map<string, number[]>(names.map((name) => [name, []]))
  const load = startLoad()
  try {
    for (const name of names) {
      const { server, env, credentialsOf } = entrants[name]
      const started = await startServer(server, env)
      servers.set(name, started)
      const own =
        credentialsOf === undefined ? await signInMany(started.port, people) : credentials.get(credentialsOf)
      if (own === undefined) throw new TypeError(`${name} must come after ${credentialsOf}`)
      credentials.set(name, own)
    }
    for (let turn = -turnsPerRound; turn < rounds * turnsPerRound; turn++) {
      for (const [name, server] of servers) {
        const cpuBefore = await server.cpuUs()
        const start = performance.now()
        const order = {
          port: server.port,
          credentials: credentials.get(name) ?? [],
          connections,
          milliseconds: sliceMs,
        }
        const { answered, milliseconds } = await load.make(order)
        const share = (await server.cpuUs()) - cpuBefore
        if (turn < 0) continue // warm-up
        rates.get(name)?.push((answered * 1000) / milliseconds)
        busy.get(name)?.push(share / 1000 / (performance.now() - start))
      }
      progress(turn < 0 ? 'warms up' : `turn ${turn + 1} of ${rounds * turnsPerRound}`)
    }
  } finally {
    load.stop()
    for (const server of servers.values()) server.stop()
  }
  const standing = (name: Name): Standing => ({
    perSecond: rates.get(name) ?? [],
    busy: median(busy.get(name) ?? []),
  })
  return Object.fromEntries(names.map((name) => [name, standing(name)])) as Record<Name, Standing> // one for each
}
