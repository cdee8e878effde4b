import { afterEach, expect, it } from 'vitest'
import {
  ada,
  home,
  nextPassword,
  password,
  startIdentity,
  type TestIdentity,
} from './start-identity.test-support.ts'

let test: TestIdentity
afterEach(() => test.stop())

/** The 99th percentile of how late the event loop was while `work` was done, in milliseconds. */
async function lateness(work: () => Promise<unknown>): Promise<number> {
  const late: number[] = []
  let before = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(Math.max(0, now - before - 1))
    before = now
  }, 1)
  await work()
  clearInterval(timer)
  return late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? Infinity
}

it('64 parallel sign-ins leave the event loop free, and each is answered', async () => {
  test = await startIdentity({ realHashes: true, password: { perNetwork: 64 }, guesses: { perNetwork: 1e6 } })
  const { identity } = test
  const emails = Array.from({ length: 32 }, (_, n) => `ada${n}@example.com`)
  for (const email of emails) await identity.create({ email, password })
  const attempts: number[] = []
  // Others may keep the machine busy: one quiet round shows it, while a hash on the event loop spoils every one.
  for (let round = 0; round < 5 && !attempts.some((ms) => ms < 20); round++) {
    const statuses: string[] = []
    const signIn = async (email: string, secret: string): Promise<void> => {
      statuses.push((await identity.authenticate({ email, password: secret }, home)).status)
    }
    const flood = () =>
      Promise.all(emails.flatMap((email) => [signIn(email, password), signIn(email, nextPassword)]))
    attempts.push(await lateness(flood))
    expect(statuses.sort()).toEqual([...Array(32).fill('authenticated'), ...Array(32).fill('refused')])
  }
  expect(Math.min(...attempts)).toBeLessThan(40) // 10 to 14 ms where nothing else runs
})

it('1,000 wrong guesses a second cost little, and a known device gets in all the while', async () => {
  test = await startIdentity({ realHashes: true })
  const { identity } = test
  await identity.create(ada)
  const { device } = await test.authenticate()
  const cpu = process.cpuUsage()
  const codes: string[] = []
  const began = performance.now()
  for (let n = 0; n < 1000; n++) {
    const email = n % 2 ? ada.email : `nobody${n % 50}@example.com`
    void identity.authenticate({ email, password: nextPassword }, home).then((result) => {
      codes.push('code' in result ? result.code : result.status)
    })
    if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10)) // a generator of load keeps time
  }
  const victim = await identity.authenticate(ada, { ...home, device })
  expect(victim).toMatchObject({ status: 'authenticated', device })
  while (codes.length < 1000) await new Promise((resolve) => setImmediate(resolve))
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const checked = codes.filter((code) => code === 'auth/wrong-credentials').length
  expect(checked).toBeLessThanOrEqual(60)
  // The others are refused before a hash: by the limit, or by a full line while the limit is not reached yet.
  expect(codes.filter((code) => code === 'auth/throttled').length).toBeGreaterThan(250)
  // 60 hashes and 1,000 refusals: the whole flood costs some seconds of one processor at the very most.
  expect((user + system) / 1e6, `${seconds.toFixed(2)} s, ${checked} checked`).toBeLessThan(6)
})
