import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMailQueue, type MailFailure, type MailOrder, type MailQueueOptions } from './mail-queue.ts'
import type { Mail, Mailer } from './mailer.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const orderOf = (to: string, uselessAfter: number | null = null): MailOrder => ({
  kind: 'reset',
  accountId: 'ada',
  uselessAfter,
  make: () => ({ to, subject: 'subject', text: 'text', html: 'html' }),
})

/** A mailer that fails as often as it is told, or waits until it is let go. */
function start(options: { fails?: number; holds?: boolean; error?: Error } & Partial<MailQueueOptions> = {}) {
  const sent: Mail[] = []
  const failures: MailFailure[] = []
  const held: (() => void)[] = []
  let attempts = 0
  const mailer: Mailer = {
    async send(mail) {
      attempts++
      if (attempts <= (options.fails ?? 0)) throw options.error ?? new Error(`550 no such user ${mail.to}`)
      if (options.holds) await new Promise<void>((resolve) => held.push(resolve))
      sent.push(mail)
    },
  }
  const failed = (failure: MailFailure): void => void failures.push(failure)
  const queue = createMailQueue({ mailer, now: () => Date.now(), failed, ...options })
  return { queue, sent, failures, held, attempts: () => attempts }
}

const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a mail queue', () => {
  it('returns before the mailer is asked, and makes the mail only then', async () => {
    const { queue, sent, attempts } = start()
    const make = vi.fn(orderOf('a@example.com').make)
    queue.add({ ...orderOf('a@example.com'), make })
    await Promise.resolve()
    expect([attempts(), make.mock.calls.length]).toEqual([0, 0])
    await turns()
    expect(sent.map(({ to }) => to)).toEqual(['a@example.com'])
  })

  it('tries again after 5 s, 30 s, 2 min and 10 min', async () => {
    const { queue, sent, attempts } = start({ fails: 4 })
    queue.add(orderOf('a@example.com'))
    await turns()
    for (const [waitMs, tried] of [
      [5000, 2],
      [30_000, 3],
      [120_000, 4],
      [600_000, 5],
    ] as const) {
      vi.advanceTimersByTime(waitMs - 1)
      await turns()
      expect(attempts()).toBe(tried - 1)
      vi.advanceTimersByTime(1)
      await turns()
      expect(attempts()).toBe(tried)
    }
    expect(sent).toHaveLength(1)
  })

  it('tells when it gives up, by the code of the error and without the address', async () => {
    const error = Object.assign(new Error('550 no such user a@example.com'), { code: 'EENVELOPE' })
    const { queue, failures } = start({ fails: 99, error, retryAfterMs: [1] })
    queue.add(orderOf('a@example.com'))
    await turns()
    vi.advanceTimersByTime(1)
    await turns()
    expect(failures).toEqual([{ kind: 'reset', accountId: 'ada', attempts: 2, cause: 'EENVELOPE' }])
    expect(JSON.stringify(failures)).not.toContain('example.com')
  })

  it('sends four at a time, and gives up what is beyond its bound', async () => {
    const { queue, failures, held, attempts } = start({ holds: true, waiting: 10 })
    for (let n = 0; n < 20; n++) queue.add(orderOf(`${n}@example.com`))
    await turns()
    expect(attempts()).toBe(4)
    expect(failures).toHaveLength(6)
    expect(failures[0]).toMatchObject({ cause: 'queue-full', attempts: 0 })
    while (attempts() < 14) {
      held.shift()?.()
      await turns(3)
    }
    for (const release of held) release()
    await queue.close()
  })

  it('is not stopped by a mailer that never answers', async () => {
    const { queue, failures } = start({ holds: true, retryAfterMs: [] })
    for (let n = 0; n < 5; n++) queue.add(orderOf(`${n}@example.com`))
    await turns()
    vi.advanceTimersByTime(30_000)
    await turns()
    expect(failures.map(({ cause }) => cause)).toEqual(['timeout', 'timeout', 'timeout', 'timeout'])
    vi.advanceTimersByTime(30_000)
    await turns()
    expect(failures).toHaveLength(5)
  })

  it('does not send a code that has expired', async () => {
    const { queue, sent, failures } = start({ fails: 1 })
    queue.add(orderOf('a@example.com', Date.now() + 4999))
    await turns()
    vi.advanceTimersByTime(5000)
    await turns()
    expect(sent).toEqual([])
    expect(failures).toMatchObject([{ cause: 'expired' }])
  })

  it('sends what waits when it is closed, those that rest too, each once more', async () => {
    const { queue, sent, failures, attempts } = start({ fails: 6 })
    for (let n = 0; n < 5; n++) queue.add(orderOf(`${n}@example.com`))
    await turns()
    expect(attempts()).toBe(5)
    await Promise.all([queue.close(), queue.close()])
    expect([sent.length, failures.length]).toEqual([4, 1])
    queue.add(orderOf('late@example.com'))
    expect(failures.at(-1)).toMatchObject({ cause: 'closed' })
  })
})
