import { expect, it } from 'vitest'
import { createWorkQueue } from './work-queue.ts'

it('runs a few at once, lets a few wait in order, and refuses the rest without beginning', async () => {
  const queue = createWorkQueue({ running: 2, waiting: 2 })
  const begun: number[] = []
  const finish: (() => void)[] = []
  const work = (number: number): Promise<number> =>
    queue.run(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => finish.push(resolve))
      return number
    })
  const all = [1, 2, 3, 4].map(work)
  await expect(work(5)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 })
  expect(begun).toEqual([1, 2])
  for (let count = 0; count < 4; count++) {
    finish[count]?.()
    await all[count]
    await new Promise(setImmediate)
  }
  expect(begun).toEqual([1, 2, 3, 4])
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
})

it('goes on after work that failed', async () => {
  const queue = createWorkQueue({ running: 1, waiting: 0 })
  await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue.run(async () => 'yes')).toBe('yes')
})
