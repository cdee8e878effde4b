import { createHash, createHmac } from 'node:crypto'
import { generateKey } from 'sojourn'
import { describe, expect, it } from 'vitest'
import { createKeyDigests } from './key-digests.ts'
import { drawSecret, isSecretText } from './secret-text.ts'

const [key, other] = [generateKey(), generateKey()]

describe('digests', () => {
  it('differ by kind, by key and by text, and are no plain hashes', () => {
    const digests = createKeyDigests(key)
    const all = [
      digests.of('device mark', 'text'),
      digests.of('mailed code', 'text'),
      digests.of('guessed address', 'text'),
      digests.of('mailed code', 'texts'),
      createKeyDigests(other).of('mailed code', 'text'),
      createHash('sha256').update('text').digest('base64url'),
      createHmac('sha256', Buffer.from(key, 'base64url')).update('text').digest('base64url'),
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(createKeyDigests([key]).of('mailed code', 'text')).toBe(all[1])
  })

  it('are kept under the first key, and looked for under all', () => {
    const before = createKeyDigests(key).of('device mark', 'text')
    const digests = createKeyDigests(`${other}, ${key}`)
    expect(digests.of('device mark', 'text')).not.toBe(before)
    expect(digests.allOf('device mark', 'text')).toEqual([digests.of('device mark', 'text'), before])
  })

  it.each([
    ['', 'config/key-missing'],
    [[], 'config/key-missing'],
    ['short', 'config/key-too-short'],
    ['no+base64url/but+base64+of+more+than+32+bytes==', 'config/invalid'],
  ])('are refused without a good key: %#', (keys, code) => {
    expect(() => createKeyDigests(keys)).toThrow(expect.objectContaining({ code }))
    expect(() => createKeyDigests(keys)).not.toThrow(/but\+base64/)
  })
})

it('knows a drawn secret by its form', () => {
  const secret = drawSecret((length) => new Uint8Array(length).fill(255))
  expect(isSecretText(secret)).toBe(true)
  for (const text of ['', secret.slice(1), `${secret}=`, `${secret.slice(1)} `, `${secret.slice(1)}é`]) {
    expect(isSecretText(text)).toBe(false)
  }
})
