import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { Worker } from 'node:worker_threads'
import { makeTempFolder, spawnSojourn } from '../start/server-process.test-support.ts'
import type { Visitors, VisitorsMessage } from './load-visitors.test-worker.ts'

const ann = { email: 'ann@example.com', password: 'a long and private sentence' }

/** One answer under load. */
interface Timed {
  readonly status: number
  readonly ms: number
  readonly text: string
}

/** The `sojourn` command in a process of its own, with Ann's account, and how long its answers take. */
export interface LoadedServer {
  readonly port: number
  send(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Timed>
  /** The processor time that the server has used, in milliseconds. */
  cpuMs(): number
  close(): Promise<void>
}

export async function startLoaded(env: Readonly<Record<string, string>> = {}): Promise<LoadedServer> {
  const folder = makeTempFolder()
  const process = spawnSojourn(['serve'], {
    cwd: folder,
    env: { SOJOURN_DATA: folder, SOJOURN_MAIL: 'none', SOJOURN_LOG_LEVEL: 'error', ...env },
  })
  const url = new URL(await process.url())
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })

  const send: LoadedServer['send'] = (method, path, headers, body) =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? '' : JSON.stringify(body)
      const type =
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }
      const began = performance.now()
      const options = { agent, host: '127.0.0.1', port: url.port, method, path }
      const sent = request({ ...options, headers: { host: url.host, ...type, ...headers } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - began, text }),
        )
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(content)
    })

  return {
    port: Number(url.port),
    send,
    cpuMs() {
      const fields = readFileSync(`/proc/${process.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10 // user and system time, in hundredths of a second
    },
    async close() {
      agent.destroy()
      process.child.kill('SIGTERM')
      await process.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Calls `work` so many times a second, whether the earlier calls have ended or not. Resolves to all results. */
export async function atRate<Result>(
  perSecond: number,
  seconds: number,
  work: (index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const began = performance.now()
  const results: Promise<Result>[] = []
  while (results.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1000) * perSecond)
    while (results.length < due) results.push(work(results.length))
    await new Promise((resolve) => setTimeout(resolve, 1)) // a generator of load keeps time
  }
  return Promise.all(results)
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

export function countBy(values: readonly (string | number)[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(values, String)].map(([key, all]) => [key, all.length]))
}

interface Latencies {
  readonly median: number
  readonly p99: number
  readonly longest: number
}

/** A load under way. */
interface LoadUnderWay {
  /** Resolves to how each visit was answered, when all were. */
  readonly statuses: Promise<readonly number[]>
  /** Resolves when so many more visits were answered. */
  answers(more: number): Promise<void>
  stop(): void
}

export function startVisitors(workerData: Visitors): LoadUnderWay {
  const worker = new Worker(new URL('./load-visitors.test-worker.ts', import.meta.url), { workerData })
  const over = Promise.withResolvers<readonly number[]>()
  let count = 0
  worker.on('message', (message: VisitorsMessage) => {
    if (message.kind === 'answers') count = message.count
    else over.resolve(message.statuses)
  })
  worker.on('error', over.reject)
  return {
    statuses: over.promise,
    async answers(more) {
      const enough = count + more
      while (count < enough) await once(worker, 'message')
    },
    stop: () => worker.postMessage('over'),
  }
}

/** 64 sign-ins under way at all times, and session checks beside them. */
export async function signInsBesideChecks(seconds: number): Promise<{
  readonly before: Latencies
  readonly during: Latencies
  readonly checks: Readonly<Record<string, number>>
  readonly signIns: Readonly<Record<string, number>>
}> {
  const server = await startLoaded({
    SOJOURN_PASSWORDS_PER_NETWORK: '64',
    SOJOURN_PASSWORDS_WAITING: '64',
    SOJOURN_MAILS_PER_NETWORK: '1000',
  })
  try {
    const people: {
      readonly person: object
      readonly device: { readonly id: string }
      readonly session_token: string
    }[] = []
    for (let number = 0; number < 64; number++) {
      const person = { email: `person-${number}@example.com`, password: ann.password, client: 'token' }
      const { text } = await server.send('POST', '/auth/register', {}, person)
      people.push({ ...JSON.parse(text), person })
    }
    const authorization = `Bearer ${people[0]?.session_token}`
    const check = (): Promise<Timed> => server.send('GET', '/auth/session', { authorization })
    await atRate(200, 1, check)
    const before = await atRate(200, 2, check)
    const bodies = people.map(({ person, device }) =>
      JSON.stringify({ ...person, device: { id: device.id } }),
    )
    const visitors = startVisitors({ port: server.port, bodies, perSecond: null })
    const during = await atRate(200, seconds, check)
    visitors.stop()
    const statuses = await visitors.statuses
    return {
      before: latencies(before),
      during: latencies(during),
      checks: countBy(during.map(({ status }) => status)),
      signIns: countBy(statuses),
    }
  } finally {
    await server.close()
  }
}

function latencies(timed: readonly Timed[]): Latencies {
  const ms = timed.map((each) => each.ms)
  return { median: quantile(ms, 0.5), p99: quantile(ms, 0.99), longest: Math.max(...ms) }
}

/** Wrong guesses at Ann's account at a rate, session checks before and beside them, and Ann on a device of hers. */
export async function flood(
  perSecond: number,
  seconds: number,
): Promise<{
  readonly guesses: Readonly<Record<string, number>>
  /** Of the processor, the checks and Ann's sign-ins included. */
  readonly cpuPerGuessMs: number
  readonly before: Latencies
  readonly checks: Latencies
  readonly owner: readonly Timed[]
  readonly stranger: Timed
}> {
  const server = await startLoaded()
  try {
    const registered = await server.send('POST', '/auth/register', {}, { ...ann, client: 'token' })
    const { session_token, device } = JSON.parse(registered.text)
    const owner: Timed[] = []
    const signInAsOwner = async (): Promise<void> => {
      owner.push(
        await server.send('POST', '/auth/login', {}, { ...ann, client: 'token', device: { id: device.id } }),
      )
    }
    const bodies = Array.from({ length: perSecond * seconds }, (_, index) =>
      JSON.stringify({ email: ann.email, password: `guess number ${index} of many`, client: 'token' }),
    )
    const authorization = `Bearer ${session_token}`
    const check = (): Promise<Timed> => server.send('GET', '/auth/session', { authorization })
    const before = await atRate(50, 1, check)
    const cpuBefore = server.cpuMs()
    const visitors = startVisitors({ port: server.port, bodies, perSecond })
    const checks = await atRate(50, seconds, async (index) => {
      if (index % 25 === 0) void signInAsOwner()
      return check()
    })
    const guesses = await visitors.statuses
    const cpuPerGuessMs = (server.cpuMs() - cpuBefore) / guesses.length
    const stranger = await server.send('POST', '/auth/login', {}, { ...ann, client: 'token' })
    return {
      guesses: countBy(guesses),
      cpuPerGuessMs,
      before: latencies(before),
      checks: latencies(checks),
      owner,
      stranger,
    }
  } finally {
    await server.close()
  }
}
