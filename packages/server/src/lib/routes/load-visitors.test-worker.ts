import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** What the load is. */
export interface Visitors {
  readonly port: number
  /** Default: /auth/login. */
  readonly path?: string
  /** The address that a proxy would tell of. */
  readonly address?: string
  /** What is sent. */
  readonly bodies: readonly string[]
  /** So many a second, each body once; null: each body again and again until a message comes. */
  readonly perSecond: number | null
}

/** What is told of the load: of every tenth answer that it came, and in the end how all were answered. */
export type VisitorsMessage =
  | { readonly kind: 'answers'; readonly count: number }
  | { readonly kind: 'over'; readonly statuses: readonly number[] }

function tell(message: VisitorsMessage): void {
  parentPort?.postMessage(message)
}

// Signs in beside the thread that measures.
const { port, path = '/auth/login', address, bodies, perSecond } = workerData as Visitors // as load.test-support.ts gives it
const agent = new Agent({ keepAlive: true, maxSockets: 2048 })
const statuses: number[] = []
let isOver = false

async function signIn(body: string): Promise<void> {
  const headers = {
    host: `localhost:${port}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(address !== undefined && { 'x-forwarded-for': address }),
  }
  const options = { agent, host: '127.0.0.1', port, method: 'POST', path, headers }
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const sent = request(options, (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0))
  })
  sent.on('error', reject)
  sent.end(body)
  statuses.push(await promise)
  if (statuses.length % 10 === 0) tell({ kind: 'answers', count: statuses.length })
}

async function sendAtRate(rate: number): Promise<void> {
  const began = performance.now()
  const sent: Promise<void>[] = []
  while (sent.length < bodies.length) {
    const due = Math.min(bodies.length, ((performance.now() - began) / 1000) * rate)
    while (sent.length < due) sent.push(signIn(bodies[sent.length] ?? ''))
    await new Promise((resolve) => setTimeout(resolve, 1)) // a generator of load keeps time
  }
  await Promise.all(sent)
}

async function sendAgainAndAgain(body: string): Promise<void> {
  while (!isOver) await signIn(body)
}

parentPort?.on('message', () => {
  isOver = true
})
await (perSecond === null ? Promise.all(bodies.map(sendAgainAndAgain)) : sendAtRate(perSecond))
agent.destroy()
tell({ kind: 'over', statuses })
parentPort?.close()
