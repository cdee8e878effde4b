import { describe, expect, it } from 'vitest'
import { judgeOrigin } from './same-origin.ts'

const own = 'https://app.example'
const allowed = new Set(['https://friend.example'])

describe('judgeOrigin', () => {
  it.each([
    [undefined, undefined, 'unknown'],
    ['same-origin', undefined, 'same'],
    ['same-origin', own, 'same'],
    ['same-origin', 'null', 'same'],
    ['same-origin', 'https://evil.example', 'other'],
    ['same-site', undefined, 'other'],
    ['same-site', own, 'other'],
    ['cross-site', undefined, 'other'],
    ['cross-site', own, 'other'],
    ['none', undefined, 'other'],
    ['none', own, 'other'],
    ['same-origin, same-origin', undefined, 'other'],
    ['', undefined, 'other'],
    ['SAME-ORIGIN', undefined, 'other'],
    [undefined, own, 'same'],
    [undefined, 'null', 'other'],
    [undefined, '', 'other'],
    [undefined, 'http://app.example', 'other'],
    [undefined, 'https://app.example:8443', 'other'],
    [undefined, 'https://app.example.evil.example', 'other'],
    [undefined, `${own}/`, 'other'],
    [undefined, `${own}, https://evil.example`, 'other'],
    ['cross-site', 'https://friend.example', 'allowed'],
    [undefined, 'https://friend.example', 'allowed'],
    [undefined, 'https://FRIEND.example', 'other'],
    [undefined, 'https://friend.example.evil.example', 'other'],
  ] as const)('Sec-Fetch-Site %j and Origin %j: %s', (fetchSite, origin, verdict) => {
    expect(judgeOrigin({ 'sec-fetch-site': fetchSite, origin }, own, allowed)).toBe(verdict)
  })
})
