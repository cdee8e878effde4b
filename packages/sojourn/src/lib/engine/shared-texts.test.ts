import { expect, it } from 'vitest'
import { createSharedTexts } from './shared-texts.ts'

it('gives equal lists as one, and forgets before it grows', () => {
  const shared = createSharedTexts(10)
  const first = shared.list(['pwd', 'otp'])
  expect(shared.list(['pwd', 'otp'])).toBe(first)
  expect(shared.list(['pwd,otp'])).toEqual(['pwd,otp'])
  expect(Object.isFrozen(first)).toBe(true)
  for (let index = 0; index < 10; index++) shared.list([`role-${index}`])
  const again = shared.list(['pwd', 'otp'])
  expect(again).toEqual(first)
  expect(again).not.toBe(first)
  expect(shared.text('x'.repeat(5000))).toHaveLength(5000)
})
