import { expect, it } from 'vitest'
import { createTurns, type Turns } from './turns.ts'

const home = { isKnown: false, share: 'home' }
const flood = { isKnown: false, share: 'flood' }
const known = (share: string) => ({ isKnown: true, share })

/** Has `names` wait, each in its place, and tells in which order they began. */
async function orderOf(turns: Turns, names: readonly (readonly [string, Parameters<Turns['next']>[0]])[]) {
  const began: string[] = []
  await Promise.all(
    names.map(async ([name, place]) => {
      if (await turns.next(place)) began.push(name)
    }),
  )
  return began
}

it('lets one begin in each turn of the event loop, in order', async () => {
  const turns = createTurns()
  const told: string[] = []
  let loop = 0
  let isOver = false
  const count = (): void => {
    loop += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      expect(await turns.next(home)).toBe(true)
      told.push(`${index} in turn ${loop}`)
    }),
  )
  isOver = true
  expect(told.map((text) => Number.parseInt(text, 10))).toEqual(
    Array.from({ length: 20 }, (_, index) => index),
  )
  expect(new Set(told.map((text) => text.split(' in ')[1])).size).toBe(20)
})

it('begins again after it was idle', async () => {
  const turns = createTurns()
  expect(await turns.next(home)).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(await turns.next(home)).toBe(true)
})

it('turns away at once when too many wait', async () => {
  const turns = createTurns({ mostWaiting: 2 })
  const answers = ['a', 'b', 'c'].map((share) => turns.next({ isKnown: false, share }))
  const other = turns.next(known('ann home'))
  expect(await answers[2]).toBe(false)
  expect(await Promise.all(answers)).toEqual([true, true, false])
  expect(await other).toBe(true)
})

it('gives a network and a person a share each', async () => {
  const turns = createTurns({ mostOfNetwork: 2, mostOfPerson: 1 })
  const [one, two, three, elsewhere, ann, annAgain] = await Promise.all(
    [flood, flood, flood, home, known('ann'), known('ann')].map((place) => turns.next(place)),
  )
  expect([one, two, three, elsewhere, ann, annAgain]).toEqual([true, true, false, true, true, false])
})

it('serves networks in rounds', async () => {
  const names = [0, 1, 2, 3].map((n) => [`flood ${n}`, flood] as const)
  const began = await orderOf(createTurns(), [...names, ['home 0', home], ['home 1', home]])
  expect(began).toEqual(['flood 0', 'home 0', 'flood 1', 'home 1', 'flood 2', 'flood 3'])
})

it('lets known devices go first, three times of four', async () => {
  const strangers = [0, 1, 2].map((n) => [`stranger ${n}`, home] as const)
  const knowns = [0, 1, 2, 3, 4, 5].map((n) => [`known ${n}`, known('ann')] as const)
  expect(await orderOf(createTurns(), [...strangers, ...knowns])).toEqual([
    ...['known 0', 'known 1', 'known 2', 'stranger 0'],
    ...['known 3', 'known 4', 'known 5', 'stranger 1', 'stranger 2'],
  ])
})
