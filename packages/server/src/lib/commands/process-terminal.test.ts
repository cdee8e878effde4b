import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { processTerminal } from './process-terminal.ts'
import { run } from './run.ts'

/** A terminal with somebody at it, who presses these keys when the first question stands there. */
function typing(keys: string): {
  readonly terminal: ReturnType<typeof processTerminal>
  readonly told: () => string
} {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = new PassThrough({ encoding: 'utf8' })
  let told = ''
  stderr.on('data', (text: string) => {
    if (told === '') setImmediate(() => stdin.write(keys))
    told += text
  })
  return { terminal: { ...processTerminal({ stdin, stderr }), env: {} }, told: () => told }
}

it('asks, and shows no secret', async () => {
  const { terminal, told } = typing('s3cret\r')
  expect(await terminal.ask('Password: ', { secret: true })).toBe('s3cret')
  expect(told()).toBe('Password: \n')
})

it.each([
  ['Ctrl+C', 'a password', '\u0003', ['users', 'add', 'nora@example.com'], 'Password: '],
  ['Ctrl+D', 'a password', '\u0004', ['users', 'add', 'nora@example.com'], 'Password: '],
  ['Ctrl+C', 'a yes', '\u0003', ['sessions', 'end', '--everyone'], 'Type yes to go on: '],
])('takes %s as giving up where it is asked for %s', async (_keys, _what, key, argv, question) => {
  const { terminal, told } = typing(key)
  expect(await run(argv, terminal)).toBe(1)
  expect(told()).toContain(question)
  expect(told()).toMatch(/\nNothing was changed\.\n$/)
})
