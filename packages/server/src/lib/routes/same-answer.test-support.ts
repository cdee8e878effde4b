import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Identity } from '@sojourn/identity'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ann, type Sent, startServer, type TestServer } from './server.test-support.ts'
import type { Asks, TimedAnswer } from './timed-asks.test-worker.ts'

/** What is asked of a known and of an unknown address. */
interface Question {
  readonly name: string
  ask(email: string): Sent
  readonly status: number
}

const page = { 'sec-fetch-site': 'same-origin' }
const post = (path: string, body: object): Sent => ({ method: 'POST', path, headers: page, body })

const questions: readonly Question[] = [
  {
    name: 'a sign-in with a wrong password',
    ask: (email) => post('/auth/login', { email, password: 'not the right sentence' }),
    status: 401,
  },
  {
    name: 'a registration with a mailer',
    ask: (email) => post('/auth/register', { ...ann, email }),
    status: 202,
  },
  {
    name: 'a request to set a new password',
    ask: (email) => post('/auth/reset/request', { email }),
    status: 202,
  },
]

/** How often the answer to a known address took longer than the one to an unknown: half of the times when they are alike. */
interface Likeness {
  /** Of any two of them (the effect size of Mann and Whitney's U): what tells most on a quiet machine. */
  readonly ofAny: number
  /** Of two that were asked for one after the other: what tells most on a busy one. */
  readonly ofNeighbours: number
}

function likeness(known: readonly number[], unknown: readonly number[]): Likeness {
  let wins = 0
  for (const one of known) for (const other of unknown) wins += one > other ? 1 : one === other ? 0.5 : 0
  const longer = known.filter((time, index) => time > (unknown[index] ?? 0)).length
  return { ofAny: wins / (known.length * unknown.length), ofNeighbours: longer / known.length }
}

/** How far from alike the times are, as a multiple of what chance alone does to so many pairs (its standard deviation). */
function strangeness({ ofAny, ofNeighbours }: Likeness, pairs: number): number {
  return Math.max(Math.abs(ofAny - 0.5) / 0.41, Math.abs(ofNeighbours - 0.5) / 0.5) * Math.sqrt(pairs)
}

/**
 * What chance does to one question in 100,000. So 160 pairs show a leak that makes one of two answers the longer one in
 * 72 of 100 cases in 99 of 100 runs, and 1,500 pairs one that does so in 58 of 100 cases.
 */
const mostStrangeness = 4.5

/** All of an answer but the time of day: status, names and values of headers in their order, body. */
function shapeOf({ status, rawHeaders, text }: Answer): string {
  const headers = rawHeaders.map((part, index) => (rawHeaders[index - 1] === 'Date' ? '' : part))
  return JSON.stringify([status, headers, text])
}

const warmUp = 10
const atOnce = 8

/** A server on which `pairs` addresses are known. */
async function startKnowing(pairs: number, identity?: (real: Identity) => Identity): Promise<TestServer> {
  const server = await startServer({
    env: { SOJOURN_MAIL: 'outbox' },
    ...(identity && { identity }),
  })
  for (let n = 0; n < pairs + warmUp; n += atOnce) {
    const emails = Array.from({ length: atOnce }, (_, index) => `known${n + index}@example.com`)
    await Promise.all(emails.map((email) => server.identity.create({ email, password: ann.password })))
  }
  return server
}

/** Asks by turns, and tells how alike the times are and which answers there were. */
async function compare({ port }: TestServer, { ask }: Question, pairs: number) {
  const kinds = Array.from({ length: pairs + warmUp }, () =>
    Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const),
  )
  const asks = kinds.flatMap((pair, n) => pair.map((kind) => ask(`${kind}${n}@example.com`)))
  const answers = await timeAll({ port, asks })
  const times = { known: [] as number[], unknown: [] as number[] }
  kinds.flat().forEach((kind, index) => {
    if (index >= 2 * warmUp) times[kind].push(answers[index]?.ms ?? 0)
  })
  return {
    likeness: likeness(times.known, times.unknown),
    shapes: new Set(answers.map(({ answer }) => shapeOf(answer))),
    statuses: new Set(answers.map(({ answer }) => answer.status)),
  }
}

async function timeAll(workerData: Asks): Promise<readonly TimedAnswer[]> {
  const worker = new Worker(new URL('./timed-asks.test-worker.ts', import.meta.url), { workerData })
  const [answers] = await once(worker, 'message')
  return answers as readonly TimedAnswer[] // as the worker posts it
}

function words({ ofAny, ofNeighbours }: Likeness): string {
  return `the longer one of any two: ${ofAny.toFixed(3)}, of neighbours: ${ofNeighbours.toFixed(3)}`
}

/** @param pairs how many addresses of each kind are asked */
export function describeSameAnswer(pairs: number): void {
  describe('a known and an unknown address', () => {
    let server: TestServer
    beforeAll(async () => {
      server = await startKnowing(pairs)
    }, 600_000)
    afterAll(() => server?.close())

    it.each(questions)(
      'have the same answer, to the last header, in the same time at $name',
      async (question) => {
        const measured = await compare(server, question, pairs)
        expect([...measured.statuses]).toEqual([question.status])
        expect([...measured.shapes]).toHaveLength(1)
        const told = words(measured.likeness)
        if (pairs > 1000) console.log(`${question.name}: ${told}`)
        expect(strangeness(measured.likeness, pairs), told).toBeLessThan(mostStrangeness)
      },
    )
  })
}

/** What is done for one kind of address and not for the other. */
interface Leak {
  readonly name: string
  readonly pairs: number
  /** Puts the leak in identity's place. */
  plant(real: Identity): Identity
}

/** Shows that the comparison notices what it is there for. */
export function describePlantedLeak({ name, pairs, plant }: Leak): void {
  it.each(questions)(`would be told apart at $name if ${name}`, async (question) => {
    const server = await startKnowing(pairs, plant)
    const measured = await compare(server, question, pairs)
    await server.close()
    const told = words(measured.likeness)
    if (pairs > 1000) console.log(`${question.name}, ${name}: ${told}`)
    expect(strangeness(measured.likeness, pairs), told).toBeGreaterThan(mostStrangeness)
  })
}

/** An identity that answers at once where there is nothing to do. */
export function skipForUnknown(real: Identity): Identity {
  const isKnown = async (email: string): Promise<boolean> => (await real.findByEmail(email)) !== null
  return {
    ...real,
    async authenticate(credentials, from) {
      if (await isKnown(credentials.email)) return real.authenticate(credentials, from)
      return { status: 'refused', code: 'auth/wrong-credentials', detail: 'planted' }
    },
    async register(registration, from) {
      if (!(await isKnown(registration.email))) return real.register(registration, from)
      return { status: 'mailed' }
    },
    async requestReset(email, from) {
      if (await isKnown(email)) return real.requestReset(email, from)
      return { status: 'mailed' }
    },
  }
}

/** An identity that takes a little longer where an address is known, as another query would. */
export function delayKnown(ms: number): (real: Identity) => Identity {
  return (real) => {
    const linger = async (email: string): Promise<void> => {
      const isKnown = (await real.findByEmail(email)) !== null
      const until = performance.now() + ms
      while (isKnown && performance.now() < until);
    }
    return {
      ...real,
      async authenticate(credentials, from) {
        await linger(credentials.email)
        return real.authenticate(credentials, from)
      },
      async register(registration, from) {
        await linger(registration.email)
        return real.register(registration, from)
      },
      async requestReset(email, from) {
        await linger(email)
        return real.requestReset(email, from)
      },
    }
  }
}
