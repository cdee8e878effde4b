import { describe, expect, it } from 'vitest'
import type { JsonObject } from './json.ts'
import { mergePatch, whyNotData } from './merge-patch.ts'

describe('mergePatch', () => {
  // The object-on-object examples of RFC 7396, appendix A.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('merges %j with %j', (target, patch, merged) => {
    expect(mergePatch(target, patch)).toEqual(merged)
  })

  it('leaves prototypes alone', () => {
    const merged = mergePatch(
      {},
      JSON.parse('{"constructor": {"prototype": {"polluted": 1}}, "__proto__": {"polluted": 1}}'),
    )
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('whyNotData', () => {
  it.each([
    [[], 'session data is a JSON object'],
    [null, 'session data is a JSON object'],
    ['text', 'session data is a JSON object'],
    [new Map(), 'session data is a JSON object'],
    [{ a: undefined }, 'data.a: not JSON; use null to remove a field'],
    [{ a: [() => 1] }, 'data.a[0]: not JSON; use null to remove a field'],
    [{ a: new Date(0) }, 'data.a: not JSON; use null to remove a field'],
    [{ a: Number.NaN }, 'data.a: not a JSON number'],
    [JSON.parse('{"a": {"__proto__": 1}}'), 'data.a: __proto__ is no name for a field'],
  ])('refuses %j', (value, reason) => {
    expect(whyNotData(value)).toBe(reason)
  })

  it('refuses what is nested too deep', () => {
    expect(whyNotData(JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`))).toMatch(
      /nested deeper than 32 levels$/,
    )
  })

  it('accepts JSON', () => {
    expect(whyNotData({ a: [1, 'b', null, true, { c: {} }] })).toBeNull()
  })
})
