import type { Mail, Mailer } from './mailer.ts'

/** A mail that is made when it is its turn, so that no answer waits for it. */
export interface MailOrder {
  /** What it is, such as `reset`: told in events. */
  readonly kind: string
  readonly accountId: string | null
  /** After this time, in milliseconds since the epoch, it is of no use; null: never. */
  readonly uselessAfter: number | null
  /** Null when nothing is to be sent: it only takes as long. */
  make(): Mail | null
}

/** Why a mail was given up. */
export interface MailFailure {
  readonly kind: string
  readonly accountId: string | null
  readonly attempts: number
  /** The code of the error, never its message: that may hold the address. */
  readonly cause: string
}

/** Sends mails in the background, a few at a time, and tries again. Bounded, and in memory. */
export interface MailQueue {
  /** Returns at once. When the queue is full the mail is given up, with a failure. */
  add(order: MailOrder): void
  /** Tries each waiting mail once more, and resolves when all were sent or given up. */
  close(): Promise<void>
}

export interface MailQueueOptions {
  readonly mailer: Mailer
  readonly now: () => number
  readonly failed: (failure: MailFailure) => void
  /** The waits before each further attempt, in milliseconds. Default 5 s, 30 s, 2 min, 10 min. */
  readonly retryAfterMs?: readonly number[]
  /** How many are sent at once. Default 4. */
  readonly sending?: number
  /** The most that wait, those to be tried again included. Default 1,000. */
  readonly waiting?: number
  /** How long one attempt may take, in milliseconds. Default 30 s. */
  readonly attemptMs?: number
}

interface Waiting {
  readonly order: MailOrder
  attempts: number
}

export function createMailQueue(options: MailQueueOptions): MailQueue {
  const { mailer, now, failed, sending = 4, waiting = 1000, attemptMs = 30_000 } = options
  const retryAfterMs = options.retryAfterMs ?? [5000, 30_000, 120_000, 600_000]
  const ready: Waiting[] = []
  const resting = new Map<Waiting, NodeJS.Timeout>()
  let busy = 0
  let closed = false
  let drained: () => void = () => {}

  function giveUp({ order, attempts }: Waiting, cause: string): void {
    failed({ kind: order.kind, accountId: order.accountId, attempts, cause })
  }

  function pump(): void {
    while (busy < sending) {
      const next = ready.shift()
      if (!next) break
      busy++
      // Not now: whoever added it may have an answer to give.
      setImmediate(() => void attempt(next))
    }
    if (closed && busy === 0 && ready.length === 0) drained()
  }

  async function attempt(mail: Waiting): Promise<void> {
    try {
      const { uselessAfter } = mail.order
      if (uselessAfter !== null && now() > uselessAfter) return giveUp(mail, 'expired')
      mail.attempts++
      const made = mail.order.make()
      if (made) await withinTime(mailer.send(made), attemptMs)
    } catch (error) {
      const waitMs = retryAfterMs[mail.attempts - 1]
      if (closed || waitMs === undefined) giveUp(mail, causeOf(error))
      else rest(mail, waitMs)
    } finally {
      busy--
      pump()
    }
  }

  function rest(mail: Waiting, waitMs: number): void {
    const timer = setTimeout(() => {
      resting.delete(mail)
      ready.push(mail)
      pump()
    }, waitMs)
    resting.set(mail, timer.unref())
  }

  return {
    add(order) {
      const mail = { order, attempts: 0 }
      if (closed) return giveUp(mail, 'closed')
      if (ready.length + resting.size >= waiting) return giveUp(mail, 'queue-full')
      ready.push(mail)
      pump()
    },
    close() {
      closed = true
      for (const [mail, timer] of resting) {
        clearTimeout(timer)
        ready.push(mail)
      }
      resting.clear()
      const done = new Promise<void>((resolve) => {
        const before = drained
        drained = () => {
          before()
          resolve()
        }
      })
      pump()
      return done
    },
  }
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('the mailer did not answer'), { code: 'timeout' })),
      ms,
    )
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A short word for an event: the error's code, or its class. */
function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^[\w-]{1,40}$/.test(code)) return code
  return error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'unknown'
}
