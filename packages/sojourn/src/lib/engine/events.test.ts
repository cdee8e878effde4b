import { once } from 'node:events'
import { startSojourn } from '@sojourn/testing'
import { describe, expect, it } from 'vitest'
import { refreshed, signInNative } from './sign-in.test-support.ts'

const home = { network: '192.0.2.0/24', userAgent: 'app/1' }
const elsewhere = { network: '198.51.100.0/24', userAgent: 'curl/8' }
const windowMs = 30_000

describe('events', () => {
  it('say what, when in UTC, who and from where', async () => {
    const { sojourn, clock, events } = await startSojourn()
    const { refreshToken, session } = await signInNative({ sojourn }, 'ada', home)
    clock.advance(windowMs)
    await refreshed({ sojourn }, refreshToken, home)
    expect(events.at(-1)).toEqual({
      type: 'refresh/rotated',
      at: new Date(clock.now()).toISOString(),
      context: home,
      id: session.id,
      userId: 'ada',
      serial: 2,
    })
  })

  it('reach only the listeners of their type until these stop listening', async () => {
    const { sojourn } = await startSojourn()
    const heard: string[] = []
    const stop = sojourn.on('session/created', ({ type, userId }) => void heard.push(`${type} ${userId}`))
    await signInNative({ sojourn }, 'ada', home)
    await sojourn.endUser('ada')
    stop()
    await signInNative({ sojourn }, 'ada', home)
    expect(heard).toEqual(['session/created ada'])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('the log is full')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('the log is full')
      },
    ],
    [
      'throws what is no error',
      () => {
        throw { toString: null, why: 'the log is full' }
      },
    ],
  ])('reach the others, and disturb no one, when a listener %s: the process warns', async (_, fail) => {
    const { sojourn, clock, eventTypes } = await startSojourn()
    const warnings: Error[] = []
    const hear = (warning: Error) => void warnings.push(warning)
    process.on('warning', hear)
    const late: string[] = []
    sojourn.on('*', fail)
    sojourn.on('*', ({ type }) => void late.push(type))
    const first = once(process, 'warning')
    await signInNative({ sojourn }, 'ada', home)
    await first
    clock.advance(59_999)
    await sojourn.check('sjs_junk')
    await sojourn.check('sjs_junk')
    clock.advance(1)
    const second = once(process, 'warning')
    await sojourn.endUser('ada')
    await second
    process.off('warning', hear)
    const common = { name: 'SojournWarning', code: 'SOJOURN_LISTENER_FAILED' }
    expect(warnings).toMatchObject([
      {
        ...common,
        message: expect.stringContaining('session/created'),
        detail: expect.stringMatching('full'),
      },
      { ...common, message: expect.stringContaining('session/ended') },
    ])
    expect(late).toEqual(eventTypes())
    expect(late).toContain('user/ended')
  })

  it('hold no credential', async () => {
    const { sojourn, clock, events } = await startSojourn()
    const first = await signInNative({ sojourn }, 'ada', home)
    clock.advance(windowMs)
    const second = await refreshed({ sojourn }, first.refreshToken, home)
    await sojourn.refresh(first.refreshToken, { reread: true, context: elsewhere })
    await sojourn.check('sjs_junk')
    const log = JSON.stringify(events)
    for (const { accessToken, refreshToken } of [first, second]) {
      expect(log).not.toContain(accessToken)
      expect(log).not.toContain(refreshToken)
    }
    expect(log).not.toMatch(/sj[sar]_/)
  })
})
