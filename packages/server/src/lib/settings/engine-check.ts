import { createSojourn, generateKey, type PolicyOptions, type SessionStore, SojournError } from 'sojourn'
import { type SessionsOptions, sessions } from 'sojourn/hono'

/** What the engine would be started with. */
interface EngineStart {
  readonly policy?: PolicyOptions
  readonly keys?: readonly string[]
  readonly sessions?: SessionsOptions
}

/** What the engine would say to it, or null: asked of one that has no store, before anything is written. */
export async function askEngine(start: EngineStart): Promise<SojournError | null> {
  try {
    const sojourn = await createSojourn({
      store: noStore,
      keys: start.keys ?? generateKey(),
      policy: start.policy ?? {},
      nearCache: false,
      housekeeping: false,
    })
    sessions(sojourn, start.sessions)
    await sojourn.close()
    return null
  } catch (error) {
    if (error instanceof SojournError) return error
    throw error
  }
}

// With neither cache nor housekeeping, an engine that nobody uses never calls it.
const noStore = {} as SessionStore
