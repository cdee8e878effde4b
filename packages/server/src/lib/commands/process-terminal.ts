import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { StartError } from '../start/start-error.ts'
import type { Terminal } from './terminal.ts'

/** Where questions are asked and answered. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stderr: Writable
}

/** The terminal, environment and folder of this process. */
export function processTerminal({ stdin, stderr }: Streams = process): Terminal {
  // Whoever read has gone, like `head`: nobody is left to be told.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  return {
    env: process.env,
    folder: process.cwd(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    input: () => text(stdin),
    async ask(question, { secret = false } = {}) {
      if (!stdin.isTTY) return null
      stderr.write(question)
      const output = new Writable({
        write: (chunk, _encoding, done) => (secret ? done() : void stderr.write(chunk, done)),
      })
      const lines = createInterface({ input: stdin, output, terminal: true })
      try {
        return await lines.question('')
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'AbortError') throw error
        if (!secret) stderr.write('\n')
        throw new StartError('Nothing was changed.')
      } finally {
        lines.close()
        if (secret) stderr.write('\n')
      }
    },
  }
}
