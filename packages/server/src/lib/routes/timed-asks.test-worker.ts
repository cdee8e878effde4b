import { parentPort, workerData } from 'node:worker_threads'
import { type Answer, type Sent, sendTo } from './send-to.test-support.ts'

/** What is asked, one after the other. */
export interface Asks {
  readonly port: number
  readonly asks: readonly Sent[]
}

/** An answer, and how long it took. */
export interface TimedAnswer {
  readonly answer: Answer
  readonly ms: number
}

// Asks from a thread of its own: in that of the server, what the server does after an answer would count as a part of it.
const { port, asks } = workerData as Asks // as same-answer.test-support.ts gives it
const answers: TimedAnswer[] = []
for (const sent of asks) {
  const began = performance.now()
  const answer = await sendTo(port, sent)
  answers.push({ answer, ms: performance.now() - began })
  await sendTo(port, { path: '/healthz' }) // the server is done with what comes after the answer
}
parentPort?.postMessage(answers)
