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
    for (const name of ['mine 1', 'mine 2', 'theirs', 'mine 3']) await end(name)
    expect(await theirs).toBe('theirs')
    const later = add('guess', 'mine', 'later')
    await end('later')
    expect(await later).toBe('later')
  })

  it('has the lines take turns, and lets none keep out another', async () => {
    const { add, end, began } = start({ running: 1, waiting: 100, perShare: 100, perKnown: 100 })
    add('known', 'mallory', 'first')
    for (let n = 0; n < 20; n++) for (const line of ['known', 'guess', 'new'] as const) add(line, 'a', line)
    for (let n = 0; n < 12; n++) await end(began.at(-1) ?? '')
    const count = (line: string) => began.slice(1).filter((name) => name === line).length
    expect({ known: count('known'), guess: count('guess'), new: count('new') }).toEqual({
      known: 8,
      guess: 2,
      new: 2,
    })
  })

  it('gives one known person three places, however much one network may have', async () => {
    const { add, end, began } = start({ running: 1, waiting: 64, perShare: 32 })
    const results = Array.from({ length: 120 }, (_, n) => add('known', 'mallory home', `mallory ${n}`))
    const victim = add('known', 'ann home', 'ann')
    expect(await Promise.all(results.slice(3))).toEqual(
      results.slice(3).map(() => expect.objectContaining(busy)),
    )
    await end('mallory 0')
    await end('mallory 1')
    expect(began).toEqual(['mallory 0', 'mallory 1', 'ann'])
    await end('ann')
    expect(await victim).toBe('ann')
  })

  it('serves the networks of a line in rounds', async () => {
    const { add, end, began } = start({ running: 1, waiting: 100, perShare: 32 })
    for (let n = 0; n < 30; n++) add('guess', 'flood', `flood ${n}`)
    add('guess', 'home', 'home 0')
    add('guess', 'away', 'away 0')
    add('guess', 'home', 'home 1')
    for (let n = 0; n < 6; n++) await end(began.at(-1) ?? '')
    expect(began).toEqual(['flood 0', 'flood 1', 'home 0', 'away 0', 'flood 2', 'home 1', 'flood 3'])
  })

  it('takes a place in a full line from whoever has most of it', async () => {
    const { add, end, began } = start({ running: 1, waiting: 4, perShare: 5 })
    const flood = [0, 1, 2, 3, 4].map((n) => add('guess', 'flood', `flood ${n}`))
    const home = [0, 1, 2].map((n) => add('guess', 'home', `home ${n}`))
    expect(await flood[4]).toMatchObject(busy)
    expect(await flood[3]).toMatchObject(busy)
    expect(await home[2]).toMatchObject(busy) // the line is shared evenly
    for (let n = 0; n < 4; n++) await end(began.at(-1) ?? '')
    expect(began).toEqual(['flood 0', 'flood 1', 'home 0', 'flood 2', 'home 1'])
  })

  it('tells who waited too long, and gives the place back', async () => {
    const { add, end, began } = start({ running: 1, waiting: 1, perShare: 2, patienceMs: 5 })
    add('guess', 'home', 'first')
    expect(await add('guess', 'home', 'late')).toMatchObject(busy)
    expect(await add('guess', 'home', 'late again')).toMatchObject(busy)
    await end('first')
    const later = add('guess', 'home', 'later')
    await end('later')
    expect(await later).toBe('later')
    expect(began).toEqual(['first', 'later'])
  })
})
