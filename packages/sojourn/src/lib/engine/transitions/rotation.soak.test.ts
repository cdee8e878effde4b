import { createRotationModel, explore, type RotationOptions } from '@sojourn/testing/explorer'
import { expect, it } from 'vitest'
import { rotationSubject } from './rotation-model.test-subject.ts'

const runs: readonly RotationOptions[] = [
  { contexts: 4 },
  { thief: true },
  { contexts: 1, thief: true, networks: 2 },
  { contexts: 1, thief: true, maxCandidates: 7 },
  { contexts: 3, lossy: true },
]

it.each(runs)('holds what it promises in each state of the larger model %o', async (options) => {
  const { states, transitions, seconds, violation } = await explore(
    createRotationModel(rotationSubject(), options),
  )
  console.info(JSON.stringify({ ...options, states, transitions, seconds }))
  expect(violation?.toString()).toBeUndefined()
})
