import { type ErrorCode, errors } from '@sojourn/protocol'
import { describe, expect, it } from 'vitest'
import { SojournError } from '../engine/sojourn-error.ts'
import { answerCode, answerError, toProblem } from './problem-answer.ts'

describe('problem documents', () => {
  it('have the status, title and type of each code', () => {
    for (const code of Object.keys(errors) as ErrorCode[]) {
      const answer = answerCode(code, 'detail')
      expect(answer.status).toBe(errors[code].status)
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(JSON.parse(answer.body)).toEqual({
        type: `urn:sojourn:problem:${code}`,
        title: errors[code].title,
        status: errors[code].status,
        code,
        detail: 'detail',
      })
    }
  })
  it('tell the message of an error of ours below 500 only', () => {
    expect(toProblem(new SojournError('data/invalid', 'cart: too long'))).toMatchObject({
      detail: 'cart: too long',
    })
    expect(
      JSON.stringify(toProblem(new SojournError('store/unavailable', 'redis at 10.0.0.1'))),
    ).not.toContain('redis')
    expect(JSON.stringify(toProblem(new SojournError('usage/invalid', 'internals')))).not.toContain(
      'internals',
    )
  })
  it('tell nothing of an unknown error', () => {
    for (const error of [
      new Error('secret'),
      'secret',
      null,
      undefined,
      7,
      { status: 200 },
      { status: '400' },
      { status: 599, message: 'secret' },
    ]) {
      expect(toProblem(error)).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500 })
    }
  })
  it('know the errors of body parsers by their status, and repeat nothing of them', () => {
    const thrown = (status: number) => Object.assign(new Error('Unexpected token s in {secret'), { status })
    expect(toProblem(thrown(400))).toMatchObject({
      code: 'request/malformed',
      detail: expect.stringContaining('has to be well-formed JSON'),
    })
    expect(toProblem(thrown(413))).toMatchObject({ code: 'request/too-large' })
    expect(toProblem(Object.assign(new Error('x'), { statusCode: 415 }))).toMatchObject({
      code: 'request/content-type',
    })
    expect(toProblem(thrown(404))).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 })
    for (const status of [400, 404, 413, 415, 422])
      expect(JSON.stringify(toProblem(thrown(status)))).not.toContain('secret')
  })
  it('challenge a 401 as RFC 6750 and RFC 9470 say', () => {
    const challenge = (code: ErrorCode) =>
      answerCode(code, '', { level: 2, maxAgeMs: 600_000 }).headers['www-authenticate']
    expect(challenge('session/none')).toBe('Bearer')
    expect(challenge('session/revoked')).toBe(
      'Bearer error="invalid_token", error_description="The session was ended"',
    )
    expect(challenge('auth/insufficient')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A more recent or stronger authentication is required", acr_values="urn:sojourn:aal:2", max_age="600"',
    )
    expect(challenge('auth/forbidden')).toBeUndefined()
  })
  it('say when to come back', () => {
    expect(answerError(new SojournError('store/unavailable', '')).headers['retry-after']).toMatch(
      /^[1-9]\d*$/,
    )
  })
})
