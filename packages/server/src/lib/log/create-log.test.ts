import { describe, expect, it } from 'vitest'
import { createLog, type OpenLog } from './create-log.ts'

function collect(level: 'debug' | 'info' = 'debug'): { log: OpenLog; lines: string[] } {
  const lines: string[] = []
  return { log: createLog(level, { write: (line) => void lines.push(line) }), lines }
}

describe('a line', () => {
  it('is one object with level, time in UTC and message', () => {
    const { log, lines } = collect()
    log.info({ type: 'session/ended', count: 3 }, 'ended')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      type: 'session/ended',
      count: 3,
      message: 'ended',
    })
  })

  it('is not written below the level', () => {
    const { log, lines } = collect('info')
    log.debug({}, 'no')
    log.warn({}, 'yes')
    expect(lines).toHaveLength(1)
  })

  it('cannot be broken or turned around by what it tells', () => {
    const { log, lines } = collect()
    const nasty = 'a\r\n{"level":"error"}\u2028\u2029\u0085\u009b31m\u001b[2J\u202e\u2066\u007f\u0000b'
    log.info({ userAgent: nasty, [nasty]: 1 }, nasty)
    const [line = ''] = lines
    expect(lines).toHaveLength(1)
    expect(line.trimEnd()).toMatch(/^[\x20-\x7e]+$/)
    expect(JSON.parse(line)).toMatchObject({ userAgent: nasty, [nasty]: 1, message: nasty })
  })
})

describe('a credential', () => {
  const secret = 'Zm9yYmlkZGVuLWZydWl0LWlzLXN3ZWV0ZXN0'
  const places: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'under the name of a secret': {
      password: secret,
      newPassword: secret,
      access_token: secret,
      refreshToken: secret,
      keys: [secret],
      cookie: secret,
      'set-cookie': [secret],
      authorization: secret,
      code: secret,
      next: secret,
      device: secret,
    },
    'deep down': { request: { body: { password: secret } }, list: [{ token: secret }] },
    'too deep': { a: { b: { c: { d: { e: { f: secret } } } } } },
    'as a token of Sojourn': { note: `saw sjs_${secret} and sja_${secret}`, other: [`sjr_${secret}`] },
    'in the link of a mail': { note: `https://app.example/reset#code=${secret}` },
    'in a header': { note: `Authorization: Bearer ${secret}` },
    'in the address of a mail server': { note: `connect smtps://me:${secret}@mail.example failed` },
    'in an error': { error: new Error(`no sjr_${secret}`) },
  }
  it.each(Object.entries(places))('%s is not written', (_place, fields) => {
    const { log, lines } = collect()
    log.error(fields, `sjs_${secret}`)
    expect(lines.join('')).not.toContain(secret)
    expect(lines.join('')).toContain('masked')
  })

  it('is told from words that only have such a name', () => {
    const { log, lines } = collect()
    log.info({ code: 'auth/wrong-credentials', device: 'known', passwordMinLength: 15, count: 1 }, 'refused')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      code: 'auth/wrong-credentials',
      device: 'known',
      passwordMinLength: 15,
    })
  })
})

it('takes what JSON cannot', () => {
  const { log, lines } = collect()
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  log.info({ circle, big: 1n, text: 'x'.repeat(10_000), run: () => 1, list: Array(1000).fill(0) }, 'odd')
  expect(lines).toHaveLength(1)
  expect((lines[0] ?? '').length).toBeLessThan(6000)
})
