import { expect, it } from 'vitest'
import { flood, signInsBesideChecks } from './load.test-support.ts'

it('checks sessions in under 20 ms (p99) while 64 people sign in', async () => {
  const measured = await signInsBesideChecks(30)
  console.log(JSON.stringify(measured))
  expect(measured.during.p99).toBeLessThan(20)
})

it('stands 1,000 wrong guesses a second for half a minute', async () => {
  const { owner, ...measured } = await flood(1000, 30)
  console.log(
    JSON.stringify({
      ...measured,
      stranger: measured.stranger.status,
      owner: owner.map(({ ms }) => Math.round(ms)),
    }),
  )
  expect(measured.guesses[429] ?? 0).toBeGreaterThan(29_500)
  expect(owner.every(({ status }) => status === 200)).toBe(true)
})
