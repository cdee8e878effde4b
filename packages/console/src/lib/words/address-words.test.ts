import { describe, expect, it } from 'vitest'
import { mayBeAddress } from './address-words.ts'

describe('what may be an address of mail', () => {
  it.each([
    'ada@example.com',
    ' ada+x@mail.example.com ',
    'björn@例え.jp',
    'ada＠example．com',
    "o'hara@b。jp",
  ])('%s may be', (text) => {
    expect(mayBeAddress(text)).toBe(true)
  })

  it.each(['', 'ada', 'ada@', '@example.com', 'ada@localhost', 'a b@example.com', 'ada@b@example.com'])(
    '%s is none',
    (text) => {
      expect(mayBeAddress(text)).toBe(false)
    },
  )
})
