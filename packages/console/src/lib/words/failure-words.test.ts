import { type ErrorCode, errors } from '@sojourn/protocol'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { failureWords, fieldOfError } from './failure-words.ts'

describe('what a failure says', () => {
  it('is never empty and never a code, for every code of the protocol', () => {
    for (const [code, { status }] of Object.entries(errors) as [ErrorCode, { status: number }][]) {
      const text = failureWords(new ApiError(status, code))
      expect(text, code).toMatch(/^[A-Z].*\.$/)
      expect(text, code).not.toContain(code)
    }
  })

  it('tells how long to wait', () => {
    expect(failureWords(new ApiError(429, 'auth/throttled', '', 30))).toContain('in 30 seconds')
    expect(failureWords(new ApiError(429, 'auth/throttled'))).toContain('Wait a moment')
  })

  it('says that nothing is lost when the server can’t be reached', () => {
    for (const error of [new ApiError(0), new ApiError(503, 'store/unavailable'), new ApiError(500)]) {
      expect(failureWords(error)).toContain('Nothing is lost')
    }
  })

  it('is what the server says where these pages know nothing better', () => {
    expect(failureWords(new ApiError(418, null, 'Use another pot.'))).toBe('Use another pot.')
  })
})

describe('the field of a failure', () => {
  it.each([
    ['email/invalid', '', 'email'],
    ['password/too-common', '', 'password'],
    ['name/invalid', '', 'name'],
    ['request/malformed', 'body.name: Send one line of text.', 'name'],
    ['request/malformed', 'body: this is not JSON.', null],
    ['auth/wrong-credentials', '', null],
  ] as const)('%s %s: %s', (code, detail, field) => {
    expect(fieldOfError(new ApiError(400, code, detail))).toBe(field)
  })
})
