import {
  createRotationModel,
  type Exploration,
  explore,
  type RotationOptions,
} from '@sojourn/testing/explorer'
import { describe, expect, it } from 'vitest'
import { clientFaults, serverFaults } from './rotation-model.test-faults.ts'
import { rotationSubject, withFault } from './rotation-model.test-subject.ts'

const timeout = 180_000
/** What everybody who runs the tests waits for, on a machine four times slower than the one it was written on, too. */
const mostSeconds = 60
const explored: Exploration[] = []

async function run(name: string, options: RotationOptions): Promise<Exploration> {
  const found = await explore(createRotationModel(rotationSubject(), options))
  const { states, transitions, seconds } = found
  console.info(`rotation, ${name}: ${states} states, ${transitions} transitions, ${seconds.toFixed(1)} s`)
  explored.push(found)
  return found
}

/*
 * An honest client of three contexts is explored in full. A thief's runs have two bounds: he lets a rotation have three
 * candidates at most, and where networks change the client has one context. `rotation.soak.test.ts` goes further.
 */
describe('confirmed rotation, in each reachable state', { timeout }, () => {
  it('signs no honest client out and always lets it go on, in one network', async () => {
    expect((await run('3 contexts, one network', { contexts: 3 })).violation?.toString()).toBeUndefined()
  })

  it('signs no honest client out and always lets it go on, in changing networks', async () => {
    const { violation, states } = await run('3 contexts, changing networks', { contexts: 3, networks: 2 })
    expect(violation?.toString()).toBeUndefined()
    expect(states).toBeGreaterThan(100_000)
  })

  it('lets a thief of another context and the owner overtake one another 3 times at most, in one network', async () => {
    const { violation, states } = await run('2 contexts and a thief', { thief: true, maxCandidates: 3 })
    expect(violation?.toString()).toBeUndefined()
    expect(states).toBeGreaterThan(100_000)
  })

  it('lets a thief of another context and the owner overtake one another 3 times at most, in changing networks', async () => {
    const options: RotationOptions = { contexts: 1, thief: true, networks: 2, maxCandidates: 3 }
    expect(
      (await run('1 context and a thief, changing networks', options)).violation?.toString(),
    ).toBeUndefined()
  })

  it.each([1, 2] as const)('adopts what a store has lost, in %i networks', async (networks) => {
    const { violation } = await run(`2 contexts, a lost write, networks: ${networks}`, {
      lossy: true,
      networks,
    })
    expect(violation?.toString()).toBeUndefined()
  })

  it('has one limit: a request of two rotations before, processed after the store has lost a write', async () => {
    const { violation } = await run('2 contexts, a lost write, oldest copies', {
      lossy: true,
      oldCopiesSurviveLoss: true,
    })
    expect(violation?.what).toBe('an honest client is signed out for theft')
    expect(violation?.steps.slice(-4)).toEqual([
      'the store loses its last write',
      'a copy of the parent from network a is processed late: answered; window closed',
      'a copy of candidate 1 from network a is processed late: answered; window open',
      'the access token of candidate 2 is used: refused',
    ])
  })

  it(`is explored in less than ${mostSeconds} s`, () => {
    const states = explored.reduce((sum, run) => sum + run.states, 0)
    const seconds = explored.reduce((sum, run) => sum + run.seconds, 0)
    console.info(`rotation, ${explored.length} runs: ${states} states, ${seconds.toFixed(1)} s`)
    expect(seconds).toBeLessThan(mostSeconds)
  })
})

describe('a planted fault is found', { timeout }, () => {
  it.each(clientFaults)('in the client: $name', async ({ faults, breaks, run: options }) => {
    const { violation } = await explore(createRotationModel(rotationSubject(), { ...options, faults }))
    expect(violation?.what).toBe(breaks)
  })

  it.each(serverFaults)('in the rules: $name', async ({ breaks, run: options, ...fault }) => {
    const { violation } = await withFault(fault, (subject) => explore(createRotationModel(subject, options)))
    expect(violation?.what).toBe(breaks)
  })
})
