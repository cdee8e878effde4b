import { createSojourn, generateKey, type Sojourn } from 'sojourn'
import { createPassingStore } from './passing-store.ts'
import { createPausableClock } from './pausable-clock.ts'
import { typicalSignIn } from './typical-session.ts'

/** An engine with `count` sessions in its near-cache, and their tokens in random order. */
export interface CachedSessions {
  readonly sojourn: Sojourn
  readonly tokens: string[]
}

/** Signs `count` people in and presents each token once. The clock stands still meanwhile, and runs afterwards. */
export async function cacheSessions(
  count: number,
  progress: (text: string) => void,
): Promise<CachedSessions> {
  const clock = createPausableClock()
  const sojourn = await createSojourn({
    store: createPassingStore(),
    keys: generateKey(),
    clock,
    housekeeping: false,
    nearCache: { maxEntries: count },
  })
  clock.pause()
  const tokens: string[] = []
  for (let index = 0; index < count; index++) {
    const grant = await sojourn.signIn(`user-${index}`, typicalSignIn(index))
    if (grant.kind !== 'session') throw new TypeError('a web client gets a session token')
    if ((await sojourn.verify(grant.sessionToken)) === null) throw new Error('a fresh session was refused')
    tokens.push(grant.sessionToken)
    if (index % 100_000 === 99_999) progress(`${index + 1} of ${count} sessions cached`)
  }
  shuffle(tokens)
  clock.resume()
  return { sojourn, tokens }
}

function shuffle(values: unknown[]): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    const value = values[last]
    values[last] = values[other]
    values[other] = value
  }
}
