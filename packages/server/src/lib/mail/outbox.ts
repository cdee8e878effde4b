/** A mail as it was handed over. */
export interface OutboxMail {
  /** Counts up from 1. */
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Keeps the last mails in memory in place of sending them. */
export interface Outbox {
  send(mail: Omit<OutboxMail, 'id' | 'at'>): Promise<void>
  /** The newest first. */
  list(): readonly OutboxMail[]
}

const mostMails = 100

export interface OutboxOptions {
  /** Milliseconds since the epoch; default: the machine's clock. */
  readonly now?: () => number
  /** The most mails that are kept. Default 100. */
  readonly most?: number
}

export function createOutbox({ now = Date.now, most = mostMails }: OutboxOptions = {}): Outbox {
  const mails: OutboxMail[] = []
  let count = 0
  return {
    async send({ to, subject, text, html }) {
      count += 1
      mails.unshift({ id: count, at: now(), to, subject, text, html })
      mails.length = Math.min(mails.length, most)
    },
    list: () => [...mails],
  }
}
