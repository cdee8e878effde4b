import { describe, it } from 'vitest'
import { lookOver } from '../browser/look-over.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

// The other two pairs of colours and width are looked over in the soak test.
describe.each([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
] as const)('$colorScheme, $width wide', (look) => {
  it('every state before the sign-in can be read and used', () => lookOver(stage, 'open', look))
  it('every state after the sign-in can be read and used', () => lookOver(stage, 'account', look))
})
