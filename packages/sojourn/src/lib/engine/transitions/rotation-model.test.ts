import {
  createRotationModel,
  type Exploration,
  explore,
  type RotationOptions,
} from '@sojourn/testing/explorer'
import { describe, expect, it } from 'vitest'
import { clientFaults, serverFaults } from './rotation-model.test-faults.ts'
import { rotationSubject, withFault } from './rotation-model.test-subject.ts'

const timeout = 60_000

function run(name: string, options: RotationOptions): Exploration {
  const found = explore(createRotationModel(rotationSubject(), options))
  const { states, transitions, seconds } = found
  console.info(
    `rotation model, ${name}: ${states} states, ${transitions} transitions, ${seconds.toFixed(1)} s`,
  )
  return found
}

describe('confirmed rotation, each reachable state', { timeout }, () => {
  it('signs no honest client out and gets each one going again, in one network', () => {
    const { violation, states } = run('4 contexts, one network', { contexts: 4 })
    expect(String(violation)).toBe('null')
    expect(states).toBeGreaterThan(100_000)
  })

  it('signs no honest client out and gets each one going again, in changing networks', () => {
    const { violation, states } = run('3 contexts, changing networks', { contexts: 3, networks: 2 })
    expect(String(violation)).toBe('null')
    expect(states).toBeGreaterThan(100_000)
  })

  it('adopts what a store has lost', () => {
    expect(String(run('2 contexts, a lost write, one network', { lossy: true }).violation)).toBe('null')
    expect(
      String(run('2 contexts, a lost write, changing networks', { lossy: true, networks: 2 }).violation),
    ).toBe('null')
  })

  it('lets a thief of another context and the owner overtake one another 3 times at most', () => {
    expect(String(run('2 contexts and a thief, one network', { thief: true }).violation)).toBe('null')
    const changing = run('1 context and a thief, changing networks', {
      contexts: 1,
      thief: true,
      networks: 2,
    })
    expect(String(changing.violation)).toBe('null')
  })
})

describe('a planted fault is found', { timeout }, () => {
  it.each(clientFaults)('in the client: $name', ({ faults, run: options }) => {
    const { violation } = explore(createRotationModel(rotationSubject(), { ...options, faults }))
    expect(violation).not.toBeNull()
  })

  it.each(serverFaults)('in the rules: $name', async ({ run: options, ...fault }) => {
    const { violation } = await withFault(fault, (subject) => explore(createRotationModel(subject, options)))
    expect(violation).not.toBeNull()
  })
})
