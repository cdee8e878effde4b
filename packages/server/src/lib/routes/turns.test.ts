import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

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
      expect(await turns.next()).toBe(true)
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
  expect(await turns.next()).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(await turns.next()).toBe(true)
})

it('turns away at once when too many wait', async () => {
  const turns = createTurns(2)
  const answers = [turns.next(), turns.next(), turns.next()]
  expect(await answers[2]).toBe(false)
  expect(await Promise.all(answers)).toEqual([true, true, false])
})
