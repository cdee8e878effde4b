import { describe, expect, it } from 'vitest'
import { createCryptoAlgebra } from './crypto-algebra.ts'
import { createKeyRing, generateKey } from './key-ring.ts'
import { systemRandomBytes } from './random-bytes.ts'
import { createSessionId, isSessionId, shardOf, shardOfUser } from './session-id.ts'

describe('createSessionId', () => {
  it('puts all sessions of a user into the shard of the user', () => {
    for (const userId of ['ada', 'ädä', '{x}', 'a:b\n']) {
      const ids = Array.from({ length: 20 }, () => createSessionId(userId, systemRandomBytes))
      expect(new Set(ids.map(shardOf))).toEqual(new Set([shardOfUser(userId)]))
    }
  })

  it('spreads users and anonymous sessions over the shards', () => {
    const shards = new Set<string>()
    for (let index = 0; index < 20_000; index++) {
      shards.add(shardOfUser(`user-${index}`)).add(shardOf(createSessionId(null, systemRandomBytes)))
    }
    expect(shards.size).toBeGreaterThan(4000)
    expect(shards.size).toBeLessThanOrEqual(4096)
  })

  it('draws 100,000 ids and 100,000 secrets of which no two are alike', () => {
    const algebra = createCryptoAlgebra(createKeyRing(generateKey()), systemRandomBytes)
    const drawn = new Set<string>()
    for (let index = 0; index < 100_000; index++)
      drawn.add(createSessionId('ada', systemRandomBytes)).add(algebra.random())
    expect(drawn.size).toBe(200_000)
  })
})

describe('isSessionId', () => {
  it.each([
    '',
    'A'.repeat(23),
    'A'.repeat(25),
    `${'A'.repeat(23)}=`,
    `${'A'.repeat(23)}\n`,
    `${'A'.repeat(22)}{}`,
    5,
    null,
    {},
  ])('is false for %j', (text) => {
    expect(isSessionId(text)).toBe(false)
  })
})
