import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRecord, encodeRecord } from './codec.ts'
import type { JsonObject } from './json.ts'
import type { SessionRecord } from './record.ts'
import type { Salt, SecretHash } from './secret-algebra.ts'
import type { SessionId } from './session-id.ts'

const bytesAs = (length: number, encoding: 'base64url' | 'hex') =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString(encoding))
// the casts name texts of the right shape
const hash = bytesAs(32, 'base64url').filter(
  (text) => !/^A+$/.test(text),
) as fc.Arbitrary<string> as fc.Arbitrary<SecretHash>
const salt = bytesAs(16, 'base64url') as fc.Arbitrary<string> as fc.Arbitrary<Salt>
const id = bytesAs(18, 'base64url') as fc.Arbitrary<string> as fc.Arbitrary<SessionId>
const time = fc.integer({ min: 1, max: 2 ** 45 })
const serial = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 60 }))
const ratchet = fc.record({ keyId: bytesAs(5, 'hex'), salt })

const record: fc.Arbitrary<SessionRecord> = fc.record({
  id,
  userId: text,
  version: fc.integer({ min: 1 }),
  client: fc.record({
    kind: fc.constantFrom('web', 'native', 'token'),
    deviceId: text,
    name: text,
    userAgent: text,
    network: text,
  }),
  auth: fc.option(
    fc.record({
      at: time,
      methods: fc.array(fc.string()),
      level: fc.constantFrom(1, 2, 3),
      roles: fc.array(fc.string()),
    }),
  ),
  secret: fc.option(fc.record({ hash, rotatedAt: time })),
  chain: fc.option(
    fc.record({
      parent: serial,
      base: serial,
      head: serial,
      confirmed: fc.option(serial.filter((value) => value > 0)),
      rotatedAt: time,
      rotatedBy: bytesAs(9, 'base64url'),
      ratchet,
      nextRatchet: ratchet,
      hashes: fc.record({ parent: fc.option(hash), candidate: hash, next: hash }),
    }),
  ),
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
  dormantSince: fc.option(time),
  data: fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue(),
  ) as fc.Arbitrary<JsonObject>,
})

describe('the codec', () => {
  it('reads back every record that it wrote', () => {
    fc.assert(
      fc.property(record, (written) => {
        const read = decodeRecord(encodeRecord(written, 1))
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(written)))
      }),
    )
  })

  it('reads nothing from bytes that are no record, and quotes none of them', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.uint8Array({ maxLength: 8 }), (written, at, noise) => {
        const stored = encodeRecord(written, 1)
        const cut = Buffer.concat([stored.bytes.subarray(0, at % stored.bytes.length), noise])
        try {
          decodeRecord({ ...stored, bytes: cut })
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^record\/(corrupt|newer)$/) })
          expect(error).not.toHaveProperty('cause')
        }
      }),
    )
  })

  it('keeps a native session with its device under 380 bytes', () => {
    const sample: SessionRecord = {
      id: 'A'.repeat(24) as SessionId,
      userId: 'b1946ac9-2f3b-4d7a-9d4e-3a1c9c1f6a11',
      version: 12,
      client: {
        kind: 'native',
        deviceId: null,
        name: "Ada's phone",
        userAgent:
          'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) App/1.2',
        network: '192.0.2.0/24',
      },
      auth: { at: 1_893_456_000_000, methods: ['pwd'], level: 1, roles: ['member'] },
      secret: null,
      chain: {
        parent: 11,
        base: 11,
        head: 12,
        confirmed: 12,
        rotatedAt: 1_893_456_000_000,
        rotatedBy: 'abcdefghijkl',
        ratchet: { keyId: '0123456789', salt: Buffer.alloc(16, 1).toString('base64url') as Salt },
        nextRatchet: { keyId: '0123456789', salt: Buffer.alloc(16, 2).toString('base64url') as Salt },
        hashes: {
          parent: Buffer.alloc(32, 3).toString('base64url') as SecretHash,
          candidate: Buffer.alloc(32, 4).toString('base64url') as SecretHash,
          next: Buffer.alloc(32, 5).toString('base64url') as SecretHash,
        },
      },
      createdAt: 1_893_456_000_000,
      lastSeenAt: 1_893_456_000_000,
      expiresAt: 1_901_232_000_000,
      dormantSince: null,
      data: {},
    }
    expect(encodeRecord(sample, 1).bytes.length).toBeLessThan(380)
  })
})
