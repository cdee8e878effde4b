import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Terminal } from './terminal.ts'

/** The terminal, environment and folder of this process. */
export function processTerminal(): Terminal {
  // Whoever read has gone, like `head`: nobody is left to be told.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  return {
    env: process.env,
    folder: process.cwd(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    input: () => text(process.stdin),
    async ask(question, { secret = false } = {}) {
      if (!process.stdin.isTTY) return null
      process.stderr.write(question)
      const output = new Writable({
        write: (chunk, _encoding, done) => (secret ? done() : void process.stderr.write(chunk, done)),
      })
      const lines = createInterface({ input: process.stdin, output, terminal: true })
      try {
        return await lines.question('')
      } finally {
        lines.close()
        if (secret) process.stderr.write('\n')
      }
    },
  }
}
