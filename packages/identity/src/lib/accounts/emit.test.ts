import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import {
  ada,
  home,
  password,
  startIdentity,
  type TestIdentity,
  wrong,
} from './start-identity.test-support.ts'

let test: TestIdentity
afterEach(() => test.stop())

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
])('a listener that %s disturbs nobody: the process warns, once a minute at most', async (_, on) => {
  const warnings: Error[] = []
  const hear = (warning: Error) => void warnings.push(warning)
  process.on('warning', hear)
  const first = once(process, 'warning')
  test = await startIdentity({ on })
  const { identity, clock } = test
  expect(await identity.register(ada, home)).toMatchObject({ status: 'created' })
  await first
  clock.advance(59_999)
  expect(await test.guess(1, home)).toEqual([wrong])
  clock.advance(1)
  const second = once(process, 'warning')
  const signedIn = await identity.authenticate({ email: ada.email, password }, home)
  expect(signedIn.status).toBe('authenticated')
  await second
  process.off('warning', hear)
  const common = { name: 'SojournWarning', code: 'SOJOURN_LISTENER_FAILED' }
  expect(warnings).toMatchObject([
    {
      ...common,
      message: expect.stringContaining('account/registered'),
      detail: expect.stringMatching('full'),
    },
    { ...common, message: expect.stringContaining('auth/authenticated') },
  ])
})
