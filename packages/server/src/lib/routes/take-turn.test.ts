import { expect, it } from 'vitest'
import { withMarkOf } from './take-turn.ts'

const from = { network: '192.0.2.0/24', userAgent: null, device: 'of the cookie' }
const device = { id: 'of the body' }

it.each([
  ['a browser that signs in', { client: 'web', device }, null, 'of the cookie'],
  ['a browser that says nothing of itself', { device }, null, 'of the cookie'],
  ['a browser that resumes', { device }, 'cookie', 'of the cookie'],
  ['a program that signs in', { client: 'token', device }, null, 'of the body'],
  ['a program that signs in over a cookie', { client: 'native', device }, 'cookie', 'of the body'],
  ['a program that resumes', { device }, 'bearer', 'of the body'],
  ['a program that resumes without a mark', {}, 'bearer', null],
  ['a browser that signs in beside a token', { client: 'web', device }, 'bearer', 'of the cookie'],
  ['whoever sends no body', undefined, 'bearer', 'of the cookie'],
] as const)('the mark of %s', (_who, content, carrier, mark) => {
  expect(withMarkOf(content, from, carrier).device).toBe(mark)
})
