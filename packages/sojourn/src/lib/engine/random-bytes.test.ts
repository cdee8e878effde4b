import { describe, expect, it } from 'vitest'
import { systemRandomBytes } from './random-bytes.ts'

describe('systemRandomBytes', () => {
  it('gives as many bytes as are asked for, never the same ones twice, across the ends of its stock', () => {
    const drawn = new Set<string>()
    let count = 0
    for (const length of [16, 18, 20, 32, 1000, 1024, 1025, 5000]) {
      for (let draw = 0; draw < 500; draw++, count++) {
        const bytes = systemRandomBytes(length)
        expect(bytes).toHaveLength(length)
        // Every 16 bytes of it are new, wherever the stock was filled again.
        drawn.add(Buffer.from(bytes.subarray(0, 16)).toString('hex'))
        drawn.add(Buffer.from(bytes.subarray(-16)).toString('hex') + (length < 32 ? 'tail' : ''))
      }
    }
    expect(drawn.size).toBe(2 * count)
  })

  it('keeps no byte that it gave out: what it answers is a copy', () => {
    const first = systemRandomBytes(32)
    const before = Buffer.from(first)
    systemRandomBytes(32)
    systemRandomBytes(1024)
    expect(Buffer.from(first).equals(before)).toBe(true)
    expect(first.buffer.byteLength).toBe(32)
  })
})
