import { expect, it } from 'vitest'
import { hideTokens } from './hide-tokens.ts'

it('shows no token whole, whatever stands around it', () => {
  const body = `{"refresh_token":"sjr_${'a'.repeat(100)}WXYZ","n":1} sojourn-80=sjs_${'b-_'.repeat(30)}1234; Path=/`
  expect(hideTokens(body)).toBe('{"refresh_token":"sjr_…WXYZ","n":1} sojourn-80=sjs_…1234; Path=/')
})

it('leaves alone what is none', () => {
  const text = 'sjr_…WXYZ and sja_ are no tokens'
  expect(hideTokens(text)).toBe(text)
})
