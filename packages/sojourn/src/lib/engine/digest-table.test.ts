import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDigestTable, type TableEntry } from './digest-table.ts'
import type { Session } from './session.ts'

/** Digests that share their first bytes, at the end of the table too, so that they stand in each other's way. */
function digestOf(home: number, other: number): string {
  return String.fromCharCode(home & 255, home >> 8, 0, 0, other, ...new Array(27).fill(7))
}

function entryOf(name: string): TableEntry {
  return { session: { id: name } as unknown as Session, freshUntilMs: 6400 } // nothing else of it is looked at
}

const operation = record({
  kind: constantFrom('put', 'put', 'remove'),
  home: constantFrom(0, 1, 2, 1021, 1022, 1023),
  other: integer({ min: 0, max: 15 }),
})

describe('createDigestTable', () => {
  it('keeps what a map keeps, whatever is put and removed', () => {
    assert(
      property(array(operation, { maxLength: 200 }), (operations) => {
        const table = createDigestTable()
        const map = new Map<string, TableEntry>()
        for (const [step, { kind, home, other }] of operations.entries()) {
          const digest = digestOf(home, other)
          if (kind === 'put') {
            const entry = entryOf(`${step}`)
            table.put(digest, entry)
            map.set(digest, entry)
          } else if (map.delete(digest)) {
            table.remove(table.find(digest))
          }
        }
        expect(table.size).toBe(map.size)
        for (const home of [0, 1, 2, 1021, 1022, 1023]) {
          for (let other = 0; other < 16; other++) {
            const digest = digestOf(home, other)
            const slot = table.find(digest)
            expect(slot === -1 ? undefined : table.entry(slot)).toBe(map.get(digest))
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('grows, and still finds everything with its times', () => {
    const table = createDigestTable()
    const count = 5000
    for (let index = 0; index < count; index++) {
      table.put(digestOf(index, index >> 13), entryOf(`${index}`))
      if (index % 3 === 0) table.see(table.find(digestOf(index, index >> 13)), index)
    }
    for (let index = 0; index < count; index++) {
      const slot = table.find(digestOf(index, index >> 13))
      expect(table.session(slot).id).toBe(`${index}`)
      expect(table.seenMs(slot)).toBe(index % 3 === 0 ? index : null)
      expect(table.isFresh(slot, 6399)).toBe(true)
      expect(table.isFresh(slot, 6400)).toBe(false)
    }
    const seen: number[] = []
    table.takeSeen((_entry, seenMs) => seen.push(seenMs))
    expect(seen.length).toBe(Math.ceil(count / 3))
    table.takeSeen(() => expect.unreachable('it was taken already'))
  })

  it('does not take one digest for another that differs in one of its first 160 bits', () => {
    const table = createDigestTable()
    const digest = digestOf(5, 5)
    table.put(digest, entryOf('one'))
    for (let bit = 0; bit < 160; bit++) {
      const at = bit >> 3
      const changed = String.fromCharCode(digest.charCodeAt(at) ^ (1 << (bit & 7)))
      expect(table.find(digest.slice(0, at) + changed + digest.slice(at + 1))).toBe(-1)
    }
  })

  it('never holds fresh what is fresh for no time, or for ever what is fresh for years', () => {
    const table = createDigestTable()
    const slotOf = (freshUntilMs: number): number => {
      table.put(digestOf(9, 9), { ...entryOf('one'), freshUntilMs })
      return table.find(digestOf(9, 9))
    }
    expect(table.isFresh(slotOf(31), 0)).toBe(false)
    expect(table.isFresh(slotOf(-5), 0)).toBe(false)
    expect(table.isFresh(slotOf(Number.POSITIVE_INFINITY), 1e9)).toBe(true)
    expect(table.isFresh(slotOf(Number.POSITIVE_INFINITY), 2 ** 31 * 32)).toBe(false)
  })
})
