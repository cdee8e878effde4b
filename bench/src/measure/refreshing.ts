import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createSojourn, generateKey, type SessionStore, type Sojourn } from 'sojourn'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { typicalSignIn } from './typical-session.ts'

const sessionCount = 2_000
const inFlight = 200
const pastTheWindowMs = 31_000

/** What one round of refreshing came to. */
export interface RefreshRound {
  readonly perSecond: number
  /** Processor time of this process for each refresh, in microseconds: what remains when nothing waits. */
  readonly cpuUs: number
  /** Event-loop delay, in milliseconds. */
  readonly delayP99: number
  readonly delayMax: number
}

/**
 * Refreshes many sessions over and over through the engine, 200 at a time. Between two generations the clock passes the
 * rotation window, so that every refresh rotates; a refresh that only repeats an answer fails the measurement.
 */
export async function measureRefreshes(
  store: SessionStore,
  rounds: number,
  progress: (text: string) => void,
): Promise<RefreshRound[]> {
  const clock = createManualClock()
  const sojourn = await createSojourn({ store, keys: generateKey(), clock, housekeeping: false })
  const tokens = await signInAll(sojourn)
  let rotations = 0
  sojourn.on('refresh/rotated', () => rotations++)
  await generation(sojourn, clock, tokens) // warm-up
  const measured: RefreshRound[] = []
  for (let round = 0; round < rounds; round++) {
    rotations = 0
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const start = performance.now()
    const cpu = process.cpuUsage()
    delay.enable()
    let generations = 0
    for (; performance.now() - start < 1500; generations++) await generation(sojourn, clock, tokens)
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    delay.disable()
    const count = generations * sessionCount
    if (rotations !== count) throw new Error(`${count} refreshes made ${rotations} rotations`)
    measured.push({
      perSecond: count / seconds,
      cpuUs: (user + system) / count,
      delayP99: delay.percentile(99) / 1e6,
      delayMax: delay.max / 1e6,
    })
    progress(`round ${round + 1}: ${Math.round(count / seconds)} refreshes a second`)
  }
  await sojourn.close()
  return measured
}

async function signInAll(sojourn: Sojourn): Promise<string[]> {
  const tokens: string[] = []
  for (let index = 0; index < sessionCount; index++) {
    const grant = await sojourn.signIn(`user-${index}`, typicalSignIn(index, 'native'))
    if (grant.kind !== 'tokens') throw new TypeError('a native client gets a refresh token')
    tokens.push(grant.refreshToken)
  }
  return tokens
}

/** Refreshes each session once. */
async function generation(sojourn: Sojourn, clock: ManualClock, tokens: string[]): Promise<void> {
  clock.advance(pastTheWindowMs)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < tokens.length; index = next++) {
      const context = typicalSignIn(index, 'native').client ?? {}
      const result = await sojourn.refresh(tokens[index] ?? '', { context })
      if (result.status !== 'refreshed') throw new Error(`a refresh was refused: ${result.code}`)
      tokens[index] = result.grant.refreshToken
    }
  }
  const workers: Promise<void>[] = []
  while (workers.length < inFlight) {
    workers.push(worker())
    await nextTurn() // requests come one after the other
  }
  await Promise.all(workers)
}
