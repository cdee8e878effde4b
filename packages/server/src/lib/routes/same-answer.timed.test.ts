import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describePlantedLeak, describeSameAnswer, skipForUnknown } from './same-answer.test-support.ts'
import { ann, startServer, type TestServer } from './server.test-support.ts'

describeSameAnswer(160)
describePlantedLeak({ name: 'an unknown address cost no work', pairs: 30, plant: skipForUnknown })

describe('an address with and one without an account', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ env: { SOJOURN_MAIL: 'outbox' } })
    for (const email of ['known@example.com', 'member@example.com']) {
      await server.identity.create({ email, password: ann.password })
    }
  })
  afterAll(() => server?.close())

  it('have to wait as long after as many guesses, and are told so alike', async () => {
    const told: string[][] = [[], []]
    for (let guess = 0; guess < 7; guess++) {
      for (const [index, email] of ['known@example.com', 'unknown@example.com'].entries()) {
        const answer = await server
          .visitor()
          .post('/auth/login', { email, password: `guess number ${guess}` })
        const headers = { ...answer.headers, date: '' }
        told[index]?.push(JSON.stringify([answer.status, headers, answer.text]))
      }
    }
    expect(told[0]).toEqual(told[1])
    expect(told[0]?.at(-1)).toContain('"retry-after":"')
  })

  const cases: readonly (readonly [name: string, path: string, more: object])[] = [
    ['a password that is too long', '/auth/login', { password: 'x'.repeat(4000) }],
    ['an unknown kind of client', '/auth/login', { password: 'not it', client: 'nothing' }],
    [
      'a device that nobody knows',
      '/auth/login',
      { password: 'not it', client: 'native', device: { id: 'A'.repeat(43) } },
    ],
    ['a short password', '/auth/register', { password: 'short' }],
    ['a common password', '/auth/register', { password: 'password1234567' }],
    ['a name', '/auth/register', { password: ann.password, name: 'x'.repeat(190) }],
    ['roles', '/auth/register', { password: ann.password, roles: ['admin'] }],
    ['nothing else', '/auth/reset/request', {}],
  ]

  it.each(cases)('are told the same of %s at %s', async (_name, path, more) => {
    server.clock.advance(3_600_000)
    for (const change of [(email: string) => email, (email: string) => email.toUpperCase()]) {
      const shapes = []
      for (const email of ['member@example.com', 'nobody@example.com']) {
        const answer = await server.visitor().post(path, { email: change(email), ...more })
        shapes.push(JSON.stringify([answer.status, { ...answer.headers, date: '' }, answer.text]))
      }
      expect(shapes[0]).toBe(shapes[1])
    }
  })
})
