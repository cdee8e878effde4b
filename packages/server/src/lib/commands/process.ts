#!/usr/bin/env node
// The `sojourn` command.
import { maskLine } from '../log/mask-line.ts'
import { processTerminal } from './process-terminal.ts'
import { run } from './run.ts'

/** Resolves when the command has done its work. */
export const done: Promise<void> = run(process.argv.slice(2), processTerminal()).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    // A fault of ours keeps its trace, but nothing secret.
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${maskLine(trace)}\n`)
    process.exitCode = 1
  },
)
