import type { Narrator } from './narrator.ts'
import { type TourServer, windowMs } from './tour-server.ts'

/** What every chapter has at hand. */
export interface Scene {
  readonly server: TourServer
  readonly tell: Narrator
  readonly person: { readonly email: string; readonly password: string }
  /** Resolves when no rotation can be in its window any more. */
  windowClosed(): Promise<void>
}

export function createScene(server: TourServer, tell: Narrator): Scene {
  return {
    server,
    tell,
    person: { email: 'ada@example.com', password: 'a quiet place by the sea' },
    async windowClosed() {
      await new Promise((resolve) => setTimeout(resolve, windowMs + 50))
      tell.restart()
    },
  }
}
