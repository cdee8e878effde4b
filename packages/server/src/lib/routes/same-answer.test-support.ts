import type { Identity } from '@sojourn/identity'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, ann, type Sent, startServer, type TestServer } from './server.test-support.ts'

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

/** How likely an answer of one kind takes longer: 0.5 when they are alike (the effect size of Mann and Whitney's U). */
function likeness(known: readonly number[], unknown: readonly number[]): number {
  let wins = 0
  for (const one of known) for (const other of unknown) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (known.length * unknown.length)
}

/** All of an answer but the time of day: status, names and values of headers in their order, body. */
function shapeOf({ status, rawHeaders, text }: Answer): string {
  const headers = rawHeaders.map((part, index) => (rawHeaders[index - 1] === 'Date' ? '' : part))
  return JSON.stringify([status, headers, text])
}

export interface SameAnswerOptions {
  /** How many addresses of each kind are asked. */
  readonly pairs: number
  /** How far from 0.5 the likeness may be. Chance alone has a standard deviation of 0.41 / sqrt(pairs). */
  readonly tolerance: number
}

const warmUp = 5

/** A server on which `pairs` addresses are known. */
async function startKnowing(pairs: number, identity?: (real: Identity) => Identity): Promise<TestServer> {
  const server = await startServer({
    env: { SOJOURN_MAIL: 'outbox' },
    ...(identity && { identity }),
  })
  for (let n = 0; n < pairs + warmUp; n++) {
    await server.identity.create({ email: `known${n}@example.com`, password: ann.password })
  }
  return server
}

/** Asks by turns, and tells how alike the times are and which answers there were. */
async function compare(server: TestServer, { ask }: Question, pairs: number) {
  const times = { known: [] as number[], unknown: [] as number[] }
  const shapes = new Set<string>()
  const statuses = new Set<number>()
  for (let n = 0; n < pairs + warmUp; n++) {
    const order = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const kind of order) {
      const sent = ask(`${kind}${n}@example.com`)
      const began = performance.now()
      const answer = await server.send(sent)
      const took = performance.now() - began
      shapes.add(shapeOf(answer))
      statuses.add(answer.status)
      if (n >= warmUp) times[kind].push(took)
      await new Promise((resolve) => setImmediate(resolve)) // what comes after the answer is not a part of it
    }
  }
  return { likeness: likeness(times.known, times.unknown), shapes, statuses, times }
}

export function describeSameAnswer({ pairs, tolerance }: SameAnswerOptions): void {
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
        expect(Math.abs(measured.likeness - 0.5), `likeness ${measured.likeness}`).toBeLessThan(tolerance)
      },
    )
  })
}

/** Shows that the comparison notices what it is there for. */
export function describePlantedFaults({ pairs, tolerance }: SameAnswerOptions): void {
  const [login, register] = questions

  it('would be told apart if an unknown address cost no hash', async () => {
    const server = await startKnowing(pairs, (real) => ({
      ...real,
      async authenticate(credentials, from) {
        if ((await real.findByEmail(credentials.email)) !== null) return real.authenticate(credentials, from)
        return { status: 'refused', code: 'auth/wrong-credentials', detail: 'planted' }
      },
      async register(registration, from) {
        if ((await real.findByEmail(registration.email)) === null) return real.register(registration, from)
        return { status: 'mailed' }
      },
    }))
    for (const question of [login, register]) {
      if (!question) throw new TypeError('there are three questions')
      const { likeness: measured } = await compare(server, question, pairs)
      expect(Math.abs(measured - 0.5)).toBeGreaterThan(tolerance)
    }
    await server.close()
  })
}
