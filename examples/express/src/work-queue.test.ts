import { expect, it } from 'vitest'
import { createWorkQueue } from './work-queue.ts'

it('runs a few at once, lets a few wait in order, and refuses the rest without beginning', async () => {
  const queue = createWorkQueue({ running: 2, waiting: 2, perNetwork: 9 })
  const begun: number[] = []
  const finish: (() => void)[] = []
  const work = (number: number): Promise<number> =>
    queue.run('here', async () => {
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
  const queue = createWorkQueue({ running: 1, waiting: 0, perNetwork: 9 })
  await expect(queue.run('here', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue.run('here', async () => 'yes')).toBe('yes')
})

it('lets no network have all the places, nor keep one that it left', async () => {
  const queue = createWorkQueue({ running: 1, waiting: 9, perNetwork: 2 })
  const { promise: go, resolve } = Promise.withResolvers<void>()
  const first = [queue.run('here', () => go), queue.run('here', () => Promise.reject(new Error('no')))]
  await expect(queue.run('here', () => go)).rejects.toMatchObject({ status: 503 })
  const others = ['there', 'there', null, null].map((network) => queue.run(network, () => go))
  await expect(queue.run(null, () => go)).rejects.toMatchObject({ status: 503 })
  resolve()
  expect((await Promise.allSettled([...first, ...others])).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    ...Array(4).fill('fulfilled'),
  ])
  await Promise.all(['here', 'here', 'there'].map((network) => queue.run(network, async () => {})))
})
