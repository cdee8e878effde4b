import { setImmediate as turn } from 'node:timers/promises'
import type { Sojourn } from 'sojourn'
import type { RaceOutcome, RaceResult } from './race-result.ts'

/** Writes and checks that go on until an end stops them. */
export interface EndRace {
  /** How many writes are under way at any time. */
  readonly streams: number
  /** The next write of a stream. A refusal has a code. */
  write(stream: number, count: number): Promise<RaceOutcome>
  /** A token that is presented all the time, so that the near-cache has it when the end comes. */
  readonly token: string
  /** How many writes of this party succeed before it calls `end`; undefined when another party does. */
  readonly endAfter: number | undefined
  end(): Promise<unknown>
}

/** A store that lets a session live on must not keep a race going for ever. */
const mostWrites = 2000
/** Longer than any lease. */
const longAfterMs = 5000

/** Runs one party's part. All of its streams go on until they are refused, and its check until the token is dead. */
export async function raceAnEnd(sojourn: Sojourn, race: EndRace): Promise<RaceResult> {
  const outcomes: RaceOutcome[] = []
  let succeeded = 0
  let endedAt: number | undefined
  let lastLiveAt: number | undefined
  let refusedAt: number | undefined
  let ending: Promise<void> | undefined

  async function writeOn(stream: number): Promise<void> {
    for (let count = 0; count < mostWrites; count++) {
      const isLate = endedAt !== undefined
      const outcome = await race.write(stream, count)
      outcomes.push(outcome)
      if (outcome.code !== undefined) return
      if (isLate) outcomes.push({ code: 'succeeded after the end' })
      if (++succeeded === race.endAfter) {
        ending = race.end().then(() => {
          endedAt = Date.now()
        })
      }
    }
    outcomes.push({ code: 'never refused' })
  }
  async function checkOn(): Promise<void> {
    for (;;) {
      const [at, isLate] = [Date.now(), endedAt !== undefined]
      if ((await sojourn.check(race.token)).status === 'refused') return
      lastLiveAt = at
      if (isLate) return void outcomes.push({ code: 'live after the end, where it was ended' })
      if (at - (refusedAt ?? at) > longAfterMs) return void outcomes.push({ code: 'live long after the end' })
      await turn() // an answer from the near-cache lets nobody else go on
    }
  }
  const checking = checkOn()
  await Promise.all(Array.from({ length: race.streams }, (_, stream) => writeOn(stream)))
  refusedAt = Date.now()
  await Promise.all([checking, ending])
  return {
    outcomes,
    rotations: 0,
    ...(endedAt !== undefined && { endedAt }),
    ...(lastLiveAt !== undefined && { lastLiveAt }),
  }
}
