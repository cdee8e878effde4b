import { describe, it } from 'vitest'
import { lookOver } from '../browser/look-over.test-support.ts'
import { prepareStage } from '../browser/stage.test-support.ts'

const stage = prepareStage()

describe.each([
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'light', width: 320 },
] as const)('$colorScheme, $width wide', (look) => {
  it('every state before the sign-in can be read and used', () => lookOver(stage, 'open', look))
  it('every state after the sign-in can be read and used', () => lookOver(stage, 'account', look))
})
