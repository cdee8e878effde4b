import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  away,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
} from './start-identity.test-support.ts'

/** Times of two kinds, taken by turns. */
interface Samples {
  readonly known: number[]
  readonly unknown: number[]
}

/** How likely a time of one kind is the longer one (the effect size of Mann and Whitney's U): 0.5 when they are alike. */
function likeness({ known, unknown }: Samples): number {
  let wins = 0
  for (const one of known) for (const other of unknown) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (known.length * unknown.length)
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const guessesEach = 3
const warmUp = 20

export interface SameTimeOptions {
  /** How many of each kind are timed. */
  readonly pairs: number
  /** Argon2id's cost: with little, everything else shows the more. */
  readonly cost: { readonly memoryKiB: number; readonly passes: number }
  /** How far from 0.5 the likeness may be. Chance alone has a standard deviation of 0.41 / sqrt(pairs). */
  readonly tolerance: number
}

/** Asks for known and unknown addresses by turns, and compares the times. */
export function describeSameTime({ pairs, cost, tolerance }: SameTimeOptions): void {
  let test: TestIdentity

  async function compare(ask: (email: string) => Promise<{ status: string }>, each = 1): Promise<void> {
    const samples: Samples = { known: [], unknown: [] }
    for (let n = -warmUp; n < pairs; n++) {
      const number = Math.floor((n + warmUp) / each)
      for (const kind of Math.random() < 0.5
        ? (['known', 'unknown'] as const)
        : (['unknown', 'known'] as const)) {
        const email = `${kind}${number}@example.com`
        const began = performance.now()
        await ask(email)
        if (n >= 0) samples[kind].push(performance.now() - began)
        await test.outbox.rest() // what comes after the answer is not a part of it
      }
    }
    const measured = likeness(samples)
    const [known, unknown] = [median(samples.known).toFixed(2), median(samples.unknown).toFixed(2)]
    const words = `known ${known} ms, unknown ${unknown} ms, likeness ${measured.toFixed(3)}`
    if (pairs > 1000) console.log(words)
    expect(Math.abs(measured - 0.5), words).toBeLessThan(tolerance)
  }

  describe('a known and an unknown address take the same time', () => {
    beforeAll(async () => {
      const guesses = { perNetwork: 1e6, mailsPerNetwork: 1e6 }
      test = await startIdentity({ mailer: 'outbox', cost, guesses })
      for (let n = 0; n < pairs + warmUp; n++) {
        await test.identity.create({ email: `known${n}@example.com`, password })
      }
    }, 600_000)
    afterAll(() => test.stop())

    it('at a sign-in with a wrong password', async () => {
      await compare(
        (email) => test.identity.authenticate({ email, password: nextPassword }, away),
        guessesEach,
      )
    })

    it('at a request to set a new password', async () => {
      await compare((email) => test.identity.requestReset(email, away))
    })

    it('at a registration', async () => {
      await compare((email) => test.identity.register({ email, password: nextPassword }, away))
    })
  })
}
