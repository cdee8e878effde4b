import { describe, expect, it } from 'vitest'
import { createWorkQueue, type Line } from './work-queue.ts'

/** Work that ends when it is told to. */
function start(options: Parameters<typeof createWorkQueue>[0]) {
  const queue = createWorkQueue(options)
  const began: string[] = []
  const ends = new Map<string, (outcome: 'done' | 'failed') => void>()
  const add = (line: Line, share: string, name: string) =>
    queue.run({ line, share }, () => {
      began.push(name)
      return new Promise<string>((resolve, reject) => {
        ends.set(name, (outcome) => (outcome === 'done' ? resolve(name) : reject(new Error(name))))
      })
    })
  const end = async (name: string, outcome: 'done' | 'failed' = 'done'): Promise<void> => {
    ends.get(name)?.(outcome)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { add, end, began }
}

const busy = { status: 'refused', code: 'auth/busy', retryAfterSeconds: 5 }

describe('a work queue', () => {
  it('runs so many at once, lets so many wait, and refuses the others at once', async () => {
    const { add, end, began } = start({ running: 2, waiting: 2, perShare: 10 })
    const results = ['a', 'b', 'c', 'd', 'e'].map((name) => add('guess', name, name))
    expect(await results[4]).toMatchObject(busy)
    expect(began).toEqual(['a', 'b'])
    await end('a')
    expect(began).toEqual(['a', 'b', 'c'])
    const failed = expect(results[2]).rejects.toThrow('c')
    await end('c', 'failed')
    await failed
    await end('b')
    await end('d')
    expect(await Promise.all([results[0], results[1], results[3]])).toEqual(['a', 'b', 'd'])
    const again = add('guess', 'e', 'again')
    await end('again')
    expect(await again).toBe('again')
  })

  it('gives one network its share and no more', async () => {
    const { add, end } = start({ running: 1, waiting: 10, perShare: 3 })
    const mine = [1, 2, 3, 4].map((n) => add('guess', 'mine', `mine ${n}`))
    const theirs = add('guess', 'theirs', 'theirs')
    expect(await mine[3]).toMatchObject(busy)
    for (const name of ['mine 1', 'mine 2', 'mine 3', 'theirs']) await end(name)
    expect(await theirs).toBe('theirs')
    const later = add('guess', 'mine', 'later')
    await end('later')
    expect(await later).toBe('later')
  })

  it('lets known devices go first, and the others take turns', async () => {
    const { add, end, began } = start({ running: 1, waiting: 4, perShare: 10 })
    add('guess', 'a', 'first')
    for (const n of [1, 2, 3, 4]) add('guess', 'a', `guess ${n}`)
    for (const n of [1, 2]) add('new', 'a', `new ${n}`)
    const full = add('guess', 'a', 'guess 5')
    for (const n of [1, 2]) add('known', 'a', `known ${n}`)
    expect(await full).toMatchObject(busy)
    for (let n = 0; n < 9; n++) await end(began.at(-1) ?? '')
    expect(began).toEqual([
      'first',
      'known 1',
      'known 2',
      ...['guess 1', 'new 1', 'guess 2', 'new 2', 'guess 3', 'guess 4'],
    ])
  })
})
