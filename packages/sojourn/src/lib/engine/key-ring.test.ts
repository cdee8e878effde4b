import { describe, expect, it } from 'vitest'
import { createKeyRing, generateKey } from './key-ring.ts'

describe('createKeyRing', () => {
  it('signs with the first key and verifies with all', () => {
    const [first, second] = [generateKey(), generateKey()]
    const before = createKeyRing([first])
    const after = createKeyRing([second, first])
    expect(after.signingKeyId).not.toBe(before.signingKeyId)
    expect(after.has(before.signingKeyId)).toBe(true)
    expect(after.tag(before.signingKeyId, 'text')).toEqual(before.tag(before.signingKeyId, 'text'))
  })

  it('derives different keys for tags and for refresh secrets', () => {
    const ring = createKeyRing(generateKey())
    expect(ring.tag(ring.signingKeyId, 'text')).not.toEqual(ring.ratchet(ring.signingKeyId, 'text'))
  })

  it('reads keys separated by commas or white space', () => {
    const keys = [generateKey(), generateKey(), generateKey()]
    const ring = createKeyRing(`${keys[0]}, ${keys[1]}\n${keys[2]}`)
    for (const key of keys) expect(ring.has(createKeyRing(key).signingKeyId)).toBe(true)
  })

  it('knows no key that it was not given', () => {
    const ring = createKeyRing(generateKey())
    expect(ring.tag(createKeyRing(generateKey()).signingKeyId, 'text')).toBeNull()
  })

  it.each([
    [undefined, 'config/key-missing'],
    ['', 'config/key-missing'],
    [[], 'config/key-missing'],
    [Buffer.alloc(31, 7).toString('base64url'), 'config/key-too-short'],
    ['not+base64url/'.repeat(4), 'config/invalid'],
    [['A'.repeat(43), 'A'.repeat(43)], 'config/invalid'],
  ])('refuses %j with %s', (keys, code) => {
    expect(() => createKeyRing(keys)).toThrow(expect.objectContaining({ code }))
  })

  it('never repeats a key in an error', () => {
    const short = Buffer.alloc(31, 7).toString('base64url')
    expect(() => createKeyRing(short)).not.toThrow(new RegExp(short))
  })
})
