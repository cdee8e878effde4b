import { expect, it } from 'vitest'
import { flood, signInsBesideChecks } from './load.test-support.ts'

// Coarse: this machine may be busy with something else. The soak test holds the promised numbers.
it('checks sessions quickly while 64 people sign in', async () => {
  const { before, during, checks, signIns } = await signInsBesideChecks(3)
  expect(checks).toEqual({ 200: 600 })
  expect(during.p99, JSON.stringify({ before, during, signIns })).toBeLessThan(250 + 3 * before.p99)
  expect(signIns[200]).toBeGreaterThan(5)
  for (const status of Object.keys(signIns)) expect(['200', '503']).toContain(status)
})

it('answers 1,000 wrong guesses a second with 429 at little cost, and lets the owner in on a known device', async () => {
  const { guesses, cpuPerGuessMs, owner, stranger } = await flood(1000, 2)
  // The first of them meet a full line (503) until the budget of their network is spent.
  expect((guesses[429] ?? 0) + (guesses[503] ?? 0)).toBeGreaterThan(1900)
  expect(guesses[429] ?? 0).toBeGreaterThan(500)
  expect(guesses[401] ?? 0).toBeLessThan(100)
  for (const status of Object.keys(guesses)) expect(['401', '429', '503']).toContain(status)
  expect(cpuPerGuessMs).toBeLessThan(5)
  expect(owner.map(({ status }) => status)).toEqual(owner.map(() => 200))
  expect(owner.length).toBeGreaterThanOrEqual(4)
  expect(stranger.status).toBe(429)
})
