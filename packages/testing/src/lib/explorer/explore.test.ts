import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { explore } from './explore.ts'
import type { Model } from './model.ts'
import { plantFault } from './plant-fault.ts'

/** A counter that goes up by one or two, up to a limit; `stuckAt` has no way back to 0. */
function counter(limit: number, stuckAt = -1): Model<number> {
  return {
    initial: 0,
    key: String,
    steps: (at) => [
      ...[1, 2].filter((by) => at + by <= limit).map((by) => ({ label: `+${by}`, next: at + by })),
      ...(at === stuckAt ? [] : [{ label: 'reset', next: 0, progress: 1 }]),
    ],
  }
}

describe('explore', () => {
  it('visits each state once and counts each transition', async () => {
    const { states, transitions, depth, violation } = await explore(counter(4))
    expect({ states, transitions, depth, violation }).toEqual({
      states: 5,
      transitions: 12,
      depth: 2,
      violation: null,
    })
  })

  it('tells the shortest story of a state that must not be', async () => {
    const { violation } = await explore({ ...counter(9), invariant: (at) => (at === 5 ? 'five' : null) })
    expect(violation?.steps).toHaveLength(3)
    expect(violation?.toString()).toMatch(/^1\. \+\d\n2\. \+\d\n3\. \+\d\n=> five$/)
  })

  it('tells the story up to a step that must not be', async () => {
    const model: Model<number> = {
      initial: 0,
      key: String,
      steps: (at) => [{ label: 'go on', next: at + 1, violation: at === 2 ? 'too far' : null }],
    }
    expect((await explore(model)).violation?.steps).toEqual(['go on', 'go on', 'go on'])
  })

  it('finds a state from which progress does not lead to the goal', async () => {
    const goal = { ways: [1], reached: (at: number) => at === 0 }
    expect((await explore({ ...counter(4), goal })).violation).toBeNull()
    const { violation } = await explore({ ...counter(4, 3), goal })
    expect(violation?.what).toBe('from here the goal is out of reach')
    expect(violation?.steps).toHaveLength(2)
  })

  it('does not call an exploration complete that was not', async () => {
    await expect(explore({ ...counter(9), maxStates: 5 })).rejects.toThrow('more than 5 states')
  })
})

describe('plantFault', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))

  it('runs a copy of the sources with one place changed', async () => {
    const fault = {
      name: 'another key',
      file: 'symbolic-algebra.ts',
      find: "keyId: 'k'",
      replace: "keyId: 'other'",
    }
    await using planted = await plantFault(folder, fault)
    expect(
      String(
        ((await planted.load('symbolic-algebra.ts')) as { createSymbolicAlgebra: unknown })
          .createSymbolicAlgebra,
      ),
    ).toContain('other')
  })

  it.each(['not in the file', 'string'])(
    'refuses a snippet that is not there exactly once: %s',
    async (find) => {
      const fault = { name: 'rotten', file: 'symbolic-algebra.ts', find, replace: '' }
      await expect(plantFault(folder, fault)).rejects.toThrow('fault "rotten"')
    },
  )
})
